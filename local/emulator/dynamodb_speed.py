"""A fix for the speed of moto's DynamoDB. A projected value is as in the whole item."""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps

from moto.dynamodb.models.dynamo_type import Item

from local.emulator.declaring import Fix, Kind, Replacement

Project = Callable[[Item, list[list[str]]], Item]


def _project(original: Project) -> Project:
    @wraps(original)
    def project(self: Item, paths: list[list[str]]) -> Item:
        if any(len(path) > 1 or "[" in path[0] for path in paths):
            return original(self, paths)
        projected = Item(self.hash_key, self.range_key, {})
        for (name,) in paths:
            if name in self.attrs:
                # The item has passed the check of its size already.
                dict.__setitem__(projected.attrs, name, deepcopy(self.attrs[name]))
        return projected

    return project


ATTRIBUTES_ARE_PROJECTED_ONCE = Fix(
    name="attributes_are_projected_once",
    kind=Kind.SPEED,
    service="DynamoDB",
    moto="For each attribute that a projection includes, the whole item is converted again.",
    aws="Only the attributes that it includes are copied. Their values are as in the whole item.",
    replacements=(Replacement("moto.dynamodb.models.dynamo_type:Item", "project", _project),),
)

FIXES = (ATTRIBUTES_ARE_PROJECTED_ONCE,)
