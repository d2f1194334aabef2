"""The tree: one frozen class per construct, each with its place in the text.

A statement is its head and its `phrases`, in the order they were written; the checker says which
may stand once and which must. The class of a construct has the name of its rule in the grammar.
"""

from slarules.syntax.tree.amendments import *  # noqa: F403 - the package is one namespace
from slarules.syntax.tree.base import *  # noqa: F403
from slarules.syntax.tree.conduct import *  # noqa: F403
from slarules.syntax.tree.counted import *  # noqa: F403
from slarules.syntax.tree.disputes import *  # noqa: F403
from slarules.syntax.tree.document import *  # noqa: F403
from slarules.syntax.tree.expectations import *  # noqa: F403
from slarules.syntax.tree.facts import *  # noqa: F403
from slarules.syntax.tree.goals import *  # noqa: F403
from slarules.syntax.tree.hours import *  # noqa: F403
from slarules.syntax.tree.mapping import *  # noqa: F403
from slarules.syntax.tree.measures import *  # noqa: F403
from slarules.syntax.tree.money import *  # noqa: F403
from slarules.syntax.tree.objectives import *  # noqa: F403
from slarules.syntax.tree.paying import *  # noqa: F403
from slarules.syntax.tree.points import *  # noqa: F403
from slarules.syntax.tree.promises import *  # noqa: F403
from slarules.syntax.tree.quantities import *  # noqa: F403
from slarules.syntax.tree.raw import *  # noqa: F403
from slarules.syntax.tree.rights import *  # noqa: F403
from slarules.syntax.tree.scenarios import *  # noqa: F403
from slarules.syntax.tree.settlement import *  # noqa: F403
from slarules.syntax.tree.stops import *  # noqa: F403
from slarules.syntax.tree.vocabulary import *  # noqa: F403
