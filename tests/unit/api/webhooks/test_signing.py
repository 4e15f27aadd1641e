"""Signatures as the Standard Webhooks specification has them, by its own example."""

import base64

from api.webhooks import signing

# the example of the specification's reference implementations
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
TIMESTAMP = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_specification_s_example_is_signed_as_it_says() -> None:
    secret = base64.b64decode(SECRET.removeprefix("whsec_"))
    assert signing.signature(ID, TIMESTAMP, BODY, secret) == SIGNATURE
    assert signing.shown(secret) == SECRET


def test_every_secret_in_force_signs() -> None:
    first, second = signing.new_secret(), signing.new_secret()
    assert first != second
    assert len(first) == 32
    given = signing.headers(ID, TIMESTAMP, BODY, (first, second))
    assert given == {
        "webhook-id": ID,
        "webhook-timestamp": str(TIMESTAMP),
        "webhook-signature": " ".join(
            signing.signature(ID, TIMESTAMP, BODY, each) for each in (first, second)
        ),
    }
