"""What each table keeps, classified. Which columns are encrypted, the tables themselves tell."""

from collections.abc import Mapping
from typing import Final

from dhow.privacy import Classified

_MEMBERS: Final = "every member"
_OWN: Final = "its organisation"
_OPERATOR: Final = "whoever runs this process"
_WHILE_USED: Final = "as long as the network is kept"
_FIVE_YEARS: Final = "five years from the bank's last day to decide"
_RECORD: Final = f"{_FIVE_YEARS} at least; no act erases it by itself"
_AS_LEDGER: Final = "as the ledger; made anew from it at any time"
_VERSION: Final = "until_block since_block changed_at"

TABLES: Final[Mapping[str, Classified]] = {
    "organisations": Classified(
        _MEMBERS,
        _WHILE_USED,
        commercial="organisation lei name bic country capabilities dual_control created_at",
    ),
    "users": Classified(
        "administrators of its organisation",
        _WHILE_USED,
        personal="organisation name duty disabled administrator person created_at",
        hidden="password_hash",
        technical="epoch",
        words={
            "person": "a number in place of the name, for the audit log",
            "password_hash": "scrypt, with a salt; none: the user is erased, the name a number",
        },
    ),
    "service_tokens": Classified(
        "administrators of its organisation",
        "after its end for the record",
        personal="user created_by revoked_by",
        commercial="organisation name duty roles reads_only",
        hidden="digest",
        technical="token_id created_at expires_at revoked_at",
        words={"digest": "hash of the token's secret", "user": "as whom the machine acts"},
    ),
    "access": Classified(
        "the owner of the object",
        _WHILE_USED,
        commercial="capability object_id organisation granted_by granted_at",
        technical="told_at",
    ),
    "documents": Classified(
        "issuer, grantees, those it was presented to",
        f"until its issuer erases it; once presented: {_FIVE_YEARS} at least",
        personal="content",
        commercial="kind owner issuer created_at",
        proof="document_id",
        hidden="wrapped_key",
        words={
            "content": "the whole document: people may be named in it",
            "wrapped_key": "the document's own key, under the master key",
        },
    ),
    "credits": Classified(
        "the parties and advising banks; an application: applicant and bank",
        _RECORD,
        commercial="credit_id reference applicant beneficiary issuing_bank nominated_bank terms"
        " created_at",
        hidden="wrapped_key",
    ),
    "presentations": Classified(
        "beneficiary, the banks that have it, the applicant as UCP 600 lets it",
        _RECORD,
        personal="report notice finding",
        commercial="presentation_id credit_id presenter body created_at",
        hidden="wrapped_key",
        words={
            "report": "the examination: it quotes documents",
            "notice": "the refusal: it quotes documents",
            "finding": "the nominated or confirming bank's examination: it quotes documents",
        },
    ),
    "amendments": Classified(
        "as the credit; of a part, one still to be issued not by the second beneficiary",
        _RECORD,
        commercial="credit_id number body created_at",
        hidden="wrapped_key",
    ),
    "transfers": Classified(
        "first beneficiary, transferring bank; once transferred, the issuing bank",
        _RECORD,
        commercial="credit_id number body created_at",
        hidden="wrapped_key",
    ),
    "reasons": Classified(
        "a hold's: its bank; a court's order: its register and the credit's parties; a refusal to"
        " advise: that bank and the one it had the credit from",
        _RECORD,
        personal="body",
        commercial="credit_id given_by created_at",
        proof="hash",
        hidden="wrapped_key",
        words={"body": "who gives them, the words and a salt: people may be named in an order"},
    ),
    "presentation_documents": Classified(
        "as the presentation", _RECORD, commercial="presentation_id position document_id"
    ),
    "presentation_marks": Classified(
        "nobody: compared when a bank reads a presentation",
        _RECORD,
        commercial="presentation_id document_id",
        proof="kind token",
        words={"token": "keyed hash over carrier and number, or the elements of an invoice"},
    ),
    "shipments": Classified(
        "its participants",
        _WHILE_USED,
        commercial="shipment_id reference opened_by body created_at",
        hidden="wrapped_key",
    ),
    "shipment_subjects": Classified(
        "the shipment's participants", _WHILE_USED, commercial="shipment_id subject"
    ),
    "shipment_events": Classified(
        "the shipment's participants",
        _WHILE_USED,
        personal="body",
        commercial="shipment_id position recorded_by recorded_at",
        hidden="wrapped_key",
        words={"body": "what happened, with a free note: people may be named in it"},
    ),
    "invoices": Classified(
        "seller; the financier while it is offered or financed",
        _WHILE_USED,
        personal="body",
        commercial="owner created_at",
        proof="fingerprint conflict_key",
        hidden="wrapped_key",
        words={"body": "the whole invoice: people may be named in it"},
    ),
    "invoice_tokens": Classified(
        "nobody: compared by the registry only",
        _WHILE_USED,
        proof="fingerprint kind token",
        words={"token": "keyed hash over some elements of an invoice"},
    ),
    "undertakings": Classified(
        "obligor, beneficiary, those named in its conditions",
        _WHILE_USED,
        commercial="undertaking_id obligor beneficiary body created_at",
        hidden="wrapped_key",
    ),
    "evidence": Classified(
        "parties to its subject, oracle operators",
        _WHILE_USED,
        commercial="subject kind body created_at",
        proof="evidence_id",
        hidden="wrapped_key",
    ),
    "acts": Classified(
        _OWN,
        _WHILE_USED,
        personal="prepared_by completed_by",
        commercial="organisation kind summary request prepared_at completed_at",
        proof="act_id",
        hidden="wrapped_key",
        words={"prepared_by": "name of the user", "completed_by": "name of the user"},
    ),
    "operations": Classified(
        "the user that asked",
        "seven days",
        personal="user",
        commercial="organisation method path request status answer accepted_at finished_at",
        proof="fingerprint",
        hidden="wrapped_key",
        technical="operation idempotency_key state promised attempts holder due_at service_token",
        words={"request": "what was asked for, whole", "answer": "what was answered, whole"},
    ),
    "audit_entries": Classified(
        "administrators of its organisation",
        "for good: a line taken out breaks the chain",
        personal="body",
        commercial="organisation kind at",
        proof="hash",
        technical="number",
        words={"body": "who (by the number in place of the name), which route, what became of it"},
    ),
    "audit_heads": Classified(
        _OWN, _WHILE_USED, commercial="organisation", proof="hash", technical="number"
    ),
    "audit_anchors": Classified(
        _OWN,
        "for good",
        commercial="organisation",
        proof="hash root tx_hash",
        technical="number at block",
    ),
    "quota_windows": Classified(
        "nobody",
        "until the window is over",
        commercial="key",
        technical="window used",
        words={"key": "organisation and kind of request; of sign-ins a keyed hash"},
    ),
    "webhooks": Classified(
        _OWN,
        "until it is removed",
        personal="created_by",
        commercial="organisation url events created_at suspended",
        hidden="secret old_secret wrapped_key",
        technical="webhook_id old_secret_until replacement block_number log_index messages holder"
        " held_until told_replacement told_block told_index",
    ),
    "webhook_deliveries": Classified(
        _OWN,
        "the last thousand of a webhook",
        commercial="event body status words",
        technical="webhook_id position message_id replacement block_number log_index state attempts"
        " made_at first_at next_at settled_at",
        words={"words": "what the receiver answered", "body": "events as the ledger tells them"},
    ),
    "feed_rebuild": Classified(_OPERATOR, _AS_LEDGER, technical="id block_number block_hash"),
    "feed_replacements": Classified(
        _OPERATOR, _AS_LEDGER, technical="number above_block top_block"
    ),
    "outbox_keys": Classified(
        _OPERATOR,
        _WHILE_USED,
        personal="sender label",
        technical="chain_id next_nonce block block_hash holder lease_until fence suspended trouble",
        words={"sender": "address of a sending key", "label": "whose key it is, by its name"},
    ),
    "restores": Classified(_OPERATOR, _WHILE_USED, technical="number reason restored_at lifted_at"),
    "outbox_entries": Classified(
        _OPERATOR,
        "thirty days after the act is final, at least",
        personal="sender",
        commercial="name target arguments calldata refusal reason",
        technical="entry chain_id idempotency_key fingerprint gas nonce state accepted_at tx_hash"
        " block_number gas_used settled_at restored traceparent",
        words={"arguments": "what is on the ledger soon after, in the clear"},
    ),
    "outbox_attempts": Classified(
        _OPERATOR,
        "as its entry",
        commercial="raw",
        technical="tx_hash entry number purpose nonce max_fee tip written_at",
        words={"raw": "the signed transaction, as it went to the ledger"},
    ),
    "vault_check": Classified("nobody", _WHILE_USED, technical="id sealed", hidden="wrapped_key"),
    "ledger_position": Classified(_OPERATOR, _AS_LEDGER, technical="id followed first_block"),
    "ledger_blocks": Classified(_OPERATOR, _AS_LEDGER, technical="number hash timestamp"),
    "ledger_balances": Classified(
        "the account's organisation",
        _AS_LEDGER,
        commercial="account currency balance_minor",
        technical=_VERSION,
    ),
    "ledger_advices": Classified(
        "the credit's parties",
        _AS_LEDGER,
        commercial="credit_id bank state",
        proof="reason_hash",
        technical=_VERSION,
    ),
    "ledger_amendments": Classified(
        "the credit's parties",
        _AS_LEDGER,
        commercial="credit_id number state extension issued_at amount_delta_minor"
        " tolerance_delta_bps expiry_day latest_shipment_day partial_drawings changes_text cancels"
        " accepted_by",
        proof="text_hash accepted_parts_hash",
        technical=f"advices {_VERSION}",
    ),
    "ledger_clauses": Classified(
        "the credit's parties",
        _AS_LEDGER,
        commercial="credit_id advising_bank second_advising_bank reimbursing_bank availability"
        " confirmation tenor_start transferable tenor_days sight_bps insured_bps"
        " refund_interest_bps is_electronic instalments",
        proof="instalments_root",
        technical=_VERSION,
    ),
    "ledger_compliance_holds": Classified(
        "the bank that holds its payments",
        _AS_LEDGER,
        commercial="credit_id bank jurisdiction set_at",
        proof="legal_basis",
        technical=_VERSION,
    ),
    "ledger_confirmations": Classified(
        "the credit's parties",
        _AS_LEDGER,
        commercial="credit_id state bank amount_minor expiry_day",
        technical=_VERSION,
    ),
    "ledger_court_orders": Classified(
        "the credit's parties, the member that recorded it",
        _AS_LEDGER,
        commercial="credit_id registrar recorded_at",
        proof="order_reference",
        technical=_VERSION,
    ),
    "ledger_drawings": Classified(
        "as the presentation; the reimbursing bank, what is claimed of it",
        _AS_LEDGER,
        commercial="presentation_id credit_id nomination claimant advanced_minor sight_minor"
        " maturity_day with_recourse minimum_minor recourse_offered claimed reimburser"
        " reimbursed_at refunded repaid sight_reimburser sight_reimbursed_at",
        technical=_VERSION,
    ),
    "ledger_handlings": Classified(
        "as the presentation",
        _AS_LEDGER,
        commercial="presentation_id credit_id confirming_bank found_complying waiver bound_at"
        " corruption_reported replace_by_day still_bound",
        proof="finding_hash",
        technical=_VERSION,
    ),
    "ledger_acknowledgements": Classified(
        "beneficiary, assignee, issuing and nominated bank",
        _AS_LEDGER,
        commercial="credit_id number bank acknowledged_at",
        technical=f"log_index {_VERSION}",
    ),
    "ledger_assignments": Classified(
        "beneficiary, assignee, issuing and nominated bank",
        _AS_LEDGER,
        commercial="credit_id number state assignee amount_minor paid_minor",
        proof="notice_hash",
        technical=_VERSION,
    ),
    "ledger_parts": Classified(
        "first beneficiary and banks; the second beneficiary: by whom it was transferred",
        _AS_LEDGER,
        commercial="credit_id original number transferring_bank closed",
        technical=_VERSION,
    ),
    "ledger_passed_on": Classified(
        "first beneficiary, transferring and issuing bank",
        _AS_LEDGER,
        commercial="credit_id number",
        proof="changes_hash",
        technical=_VERSION,
    ),
    "ledger_proceeds": Classified(
        "beneficiary, assignee, issuing and nominated bank",
        _AS_LEDGER,
        commercial="credit_id number presentation_id paid_minor",
        technical=_VERSION,
    ),
    "ledger_substitutions": Classified(
        "first beneficiary, transferring and issuing bank",
        _AS_LEDGER,
        commercial="presentation_id original state answer_by own",
        proof="invoice",
        technical=_VERSION,
    ),
    "ledger_transfers": Classified(
        "first beneficiary, transferring bank; once transferred, the issuing bank",
        _AS_LEDGER,
        commercial="credit_id number state second_beneficiary amount_minor expiry_day"
        " latest_shipment_day insured_bps amendments names_first_beneficiary transferred",
        proof="terms_hash",
        technical=_VERSION,
    ),
    "ledger_calendars": Classified(
        _MEMBERS,
        _AS_LEDGER,
        commercial="bank place year closed_low closed_high utc_offset_minutes summer_from"
        " summer_until summer_shift_minutes opens_minute closes_minute",
        technical=_VERSION,
    ),
    "ledger_closures": Classified(
        _MEMBERS, _AS_LEDGER, commercial="bank place day reason", technical=_VERSION
    ),
    "ledger_credits": Classified(
        "the credit's parties",
        _AS_LEDGER,
        commercial="credit_id state applicant beneficiary issuing_bank nominated_bank amount_minor"
        " tolerance_plus_bps partial_shipments issuing_place nominated_place money expiry_day"
        " latest_shipment_day applied_at number issued_at advising_bank drawn_minor"
        " collateral_minor reimbursed_minor presentations issue_by_day as_applied",
        proof="terms_hash",
        technical=_VERSION,
    ),
    "ledger_documents": Classified(
        "who may read the document",
        _AS_LEDGER,
        commercial="standing issuer kind registered_at revoked_at reason",
        proof="document_id",
        technical=_VERSION,
    ),
    "ledger_evidence": Classified(
        "parties to its subject, oracle operators",
        _AS_LEDGER,
        commercial="kind subject report recorded_at",
        proof="evidence_id policy",
        technical=f"signer_bitmap recorded_index {_VERSION}",
    ),
    "ledger_invoices": Classified(
        "seller; the financier while it is offered or financed",
        _AS_LEDGER,
        commercial="status seller registered_at financier money reserved_until advance_minor",
        proof="fingerprint conflicts_with",
        technical=_VERSION,
    ),
    "ledger_keys": Classified(
        _OWN, _AS_LEDGER, personal="key duty", commercial="organisation", technical=_VERSION
    ),
    "ledger_organisations": Classified(
        _MEMBERS,
        _AS_LEDGER,
        commercial="organisation standing country bic capabilities dual_control settlement_account"
        " suspended_for admitted_at",
        technical=_VERSION,
    ),
    "ledger_prepared_acts": Classified(
        _OWN,
        _AS_LEDGER,
        personal="maker",
        commercial="organisation",
        proof="act",
        technical=_VERSION,
    ),
    "ledger_presentations": Classified(
        "as the presentation",
        _AS_LEDGER,
        commercial="presentation_id state credit_id bank amount_minor presented_day presented_at"
        " forward_by received_at decide_by disposal",
        proof="documents_root examination_hash notice_hash",
        technical=_VERSION,
    ),
    "ledger_signers": Classified(
        _MEMBERS, _AS_LEDGER, technical=f"contract epoch signers faulty {_VERSION}"
    ),
    "ledger_timeline": Classified(
        "who may see what an event is about",
        _AS_LEDGER,
        commercial="subject subject_kind contract event at body",
        technical="block_number log_index transaction_hash",
    ),
    "ledger_undertakings": Classified(
        "as the undertaking",
        _AS_LEDGER,
        commercial="undertaking_id state obligor beneficiary money required amount_minor expires_at"
        " payable_from obligor_reference conditions given_at met met_bitmap",
        proof="terms_hash",
        technical=_VERSION,
    ),
}
"""By table."""
