"""What rows of before become where a migration adds to them."""

from alembic import command
from sqlalchemy import Column, MetaData, Table, insert, select

from dhow.store.databases import database_at
from dhow.store.migrate import configuration, upgrade
from dhow.store.webhook_tables import webhooks
from tests.support.stores import IMPORTER, an_id, store_url

__all__ = ["store_url"]

_ADDED = ("told_replacement", "told_block", "told_index")


def test_a_webhook_of_before_has_been_told_up_to_where_it_stood(store_url: str) -> None:
    before = Table(
        "webhooks",
        MetaData(),
        *(Column(each.name, each.type) for each in webhooks.c if each.name not in _ADDED),
    )
    database = database_at(store_url)
    with database.engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
        connection.execute(
            insert(before).values(
                webhook_id=an_id(1),
                organisation=IMPORTER,
                url="https://bank.example/",
                events=[],
                secret=b"sealed",
                wrapped_key=b"wrapped",
                created_by="checker",
                created_at=0,
                replacement=3,
                block_number=41,
                log_index=7,
                messages=12,
                held_until=0,
            )
        )
        upgrade(connection)
        told = connection.execute(select(*(webhooks.c[name] for name in _ADDED))).one()
    database.close()
    assert tuple(told) == (3, 41, 7)
