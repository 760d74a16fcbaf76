"""Who acted, as people name them."""


def goes_by(name: str, author: str) -> bool:
    """Whether `name` means this author: whole, without what they are, or without an agent's version.

    >>> goes_by("ada", "human:ada"), goes_by("coder", "agent:coder@2"), goes_by("agent:coder", "agent:coder@2")
    (True, True, True)
    >>> goes_by("human", "human:ada")
    False
    """
    own = author.partition(":")[2]
    return name in (author, own, author.partition("@")[0], own.partition("@")[0])
