"""Lists of people in shapes that other tools take in: phone numbers alone, and customers with a tag.

Where names are hidden nobody's phone leaves: the list of numbers is not offered, and the tags go out with pseudonyms.
"""

from __future__ import annotations

import pandas as pd

from analytics import Workspace
from analytics.texts.words import Texts


def phones(workspace: Workspace, people: pd.Series[int], texts: Texts) -> pd.DataFrame:
    """One column of phone numbers, each once, in the order of the list; people without one are left out."""
    known = workspace.phones_for(people)
    found = [known[person] for person in people.drop_duplicates().tolist() if person in known]
    return pd.DataFrame({texts("lists_out.phone"): pd.Series(found, dtype="str").drop_duplicates().tolist()})


def tags(workspace: Workspace, people: pd.Series[int], tag: str, texts: Texts) -> pd.DataFrame:
    """One row a person: name, phone (empty where unknown; no such column where names are hidden), tag."""
    once = people.drop_duplicates()
    table = {texts("lists_out.name"): once.map(workspace.words_for(once))}
    if not workspace.is_masked:
        table[texts("lists_out.phone")] = once.map(workspace.phones_for(once)).astype("object")
    return pd.DataFrame({**table, texts("lists_out.tag"): tag}).reset_index(drop=True)
