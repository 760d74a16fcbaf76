"""Two-word names for runs, such as `calm-otter`: easy to say, drawn from the id's random tail."""

from hunch.ids import ALPHABET, tail

ADJECTIVES = """
    able agile amber ample apt azure balmy blithe bold brave breezy bright brisk calm candid
    careful cheery civil clean clear clever coral cosy crisp curious dapper daring deft dewy eager
    early earnest easy even fair fancy fast fine firm fleet fond frank free fresh gentle giddy glad
    golden good grand green happy hardy hazel honest humble jade jolly jovial keen kind lively
    loyal lucid lucky mellow merry mild mindful mint modest neat nimble noble novel olive open opal
    patient pearly plucky polite prime proud quick quiet ready regal rosy round ruby rustic sage
    sandy serene sharp silent silver sleek smart snug solid spry stable steady still stout sunny
    sure swift tidy tranquil trusty upbeat velvet vivid warm wise witty zesty
""".split()  # noqa: SIM905 - lines of words read better than a hundred quotes
NOUNS = """
    acorn alder aspen badger bay beacon beaver bee birch bison bluebird breeze brook canyon cedar
    chestnut cliff cloud clover comet condor coral cove crane creek cricket curlew daisy dale dolphin
    dove dune eagle elk elm ember falcon fawn fern finch fir fjord fox gecko geyser glacier glade
    grove gull harbor hare harvest hawk hazel heron hill horizon ibex ibis iris island ivy jay juniper
    kestrel kite kiwi koala lagoon lake lark lemur lily linden lotus lynx maple marten meadow meerkat
    moon moose moss newt oak oasis orchid oriole osprey otter owl panda pebble pelican pine plover pond
    poplar prairie puffin quail rain raven reef ridge river robin rowan seal shore sky sparrow
    spring spruce star starling stork stream summit swallow swan swift tern thistle thrush tide toucan
    tulip turtle valley walrus willow wren yak zebra
""".split()  # noqa: SIM905 - lines of words read better than a hundred quotes


def name_of(run_id: str) -> str:
    """The two-word name that belongs to an id: the same for the same id, always.

    >>> name_of("06egkj8m2f0abcd12345")
    'mindful-harbor'
    """
    number = 0
    for character in tail(run_id):
        number = number * len(ALPHABET) + ALPHABET.index(character)
    adjective, noun = divmod(number % (len(ADJECTIVES) * len(NOUNS)), len(NOUNS))
    return f"{ADJECTIVES[adjective]}-{NOUNS[noun]}"
