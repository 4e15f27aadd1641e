"""An act that the rules do not allow, said with its article and the field it is about."""


class NotAllowed(ValueError):
    """The act is refused; nothing is changed by it.

    `article` is the rule, `field` where it is broken, `words` what to do instead.
    """

    def __init__(self, article: str, field: str, words: str) -> None:
        self.article = article
        self.field = field
        self.words = words
        super().__init__(f"{field}: {words} ({article})")
