"""Seeded salts: a story's documents have the same hashes on every run and every engine."""

from hashlib import sha256


def salted(story: str, number: str) -> str:
    """32 hexadecimal digits for one document of one story.

    A salt keeps the hash of a guessable document from being guessed. In a story everything is
    public, so a seeded one is as good and makes runs repeat; the API draws a random one where a
    document comes without.
    """
    return sha256(f"{story}/{number}".encode()).hexdigest()[:32]
