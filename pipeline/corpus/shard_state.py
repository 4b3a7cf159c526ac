"""State of shards: one is up to date when its manifest names the same files, sizes and times, and the same rules."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline import __version__
from pipeline.corpus.up_to_date import CHANGED, DAMAGED, NEW, RULES, FileState, is_final
from pipeline.io.asides import Aside
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards
from pipeline.io.writers.shards import Manifest
from pipeline.rules.loading import CorpusRules

RECORDS = "its records are wanted, or no longer"
OTHER_CHANGED = "another file of its shard changed"
RETRY_ASIDE = "a file of its shard that was set aside is tried again"


class ShardSettings(NamedTuple):
    """The settings of a run that decide whether a shard is up to date: format, rules, limits, whether with records."""

    output_format: str
    digest: str
    limits: CorpusRules
    record: bool = True


def state_of(clean: Store, name: str, sources: tuple[Source, ...], settings: ShardSettings) -> FileState:
    """The documents of a shard that is up to date, or the reason why it must be written."""
    manifest = shards.read_manifest(clean, name)
    if manifest is None:
        return FileState(stale_reason=DAMAGED if shards.has_manifest(clean, name) else NEW)
    if reason := _stale_reason(manifest, sources, settings):
        return FileState(stale_reason=reason)
    if not shards.is_intact(clean, name, manifest, settings.output_format):
        return FileState(stale_reason=DAMAGED)
    return FileState(len(manifest.documents), manifest.asides)


def _stale_reason(manifest: Manifest, sources: tuple[Source, ...], settings: ShardSettings) -> str:
    """Why a shard with this manifest must be written again; empty where it is up to date."""
    if (manifest.rules, manifest.copydesk) != (settings.digest, __version__):
        return RULES
    if manifest.record != settings.record:
        return RECORDS
    if [_without_ctime(source) for source in manifest.sources] != [_without_ctime(source) for source in sources]:
        return CHANGED
    return "" if all(is_final(aside, settings.limits) for aside in manifest.asides) else RETRY_ASIDE


def _without_ctime(source: Source) -> Source:
    return source._replace(ctime_ns=0)


def stale_files(
    clean: Store, name: str, sources: tuple[Source, ...], settings: ShardSettings
) -> Iterator[tuple[str, str]]:
    """Each file of a shard that is not up to date, and why it would be read."""
    state = state_of(clean, name, sources, settings)
    reason = state.stale_reason
    manifest = shards.read_manifest(clean, name)
    files = [source for source in sources if source.last]
    if manifest is None or reason in {RULES, RECORDS, DAMAGED}:
        yield from ((source.path, reason) for source in files)
    elif not state.is_up_to_date:
        known = {source.path: source[:3] for source in manifest.sources}
        yield from ((source.path, _file_reason(source, known, reason)) for source in files)


def _file_reason(source: Source, known: dict[str, tuple[str, int, int]], shard_reason: str) -> str:
    if source.path not in known:
        return NEW
    if known[source.path] != source[:3]:
        return CHANGED
    return RETRY_ASIDE if shard_reason == RETRY_ASIDE else OTHER_CHANGED


def known_asides(clean: Store, name: str, limits: CorpusRules) -> tuple[Aside, ...]:
    """The documents of a shard that an earlier run set aside."""
    manifest = shards.read_manifest(clean, name)
    return tuple(aside for aside in manifest.asides if is_final(aside, limits)) if manifest else ()
