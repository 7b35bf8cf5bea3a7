# Licensed under the Apache License, Version 2.0 (the "License"); you may
# not use this file except in compliance with the License. You may obtain
# a copy of the License at
#
#      http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
# WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
# License for the specific language governing permissions and limitations
# under the License.

"""Which network is a client in, and which hosts may that network use?  Pure.

Labels stand between the two: networks have labels, hosts admit labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
import fnmatch
import functools
import re

from ops_ext_net import networks

#: Aggregate metadata: labels that may use the hosts of the aggregate.  As
#: with Nova's ``filter_tenant_id``, every key that begins so counts.
AGGREGATE_KEY = 'ops_client_networks'
#: The keys of an aggregate's metadata that this reads.
KEYS = (AGGREGATE_KEY,)

_LABEL = re.compile(r'[A-Za-z0-9_.-]+')
_GLOB = re.compile(r'(?:[A-Za-z0-9_.*?-]|\[!?[A-Za-z0-9_.-]+\])+')
_SEPARATORS = re.compile(r'[,\s]+')
_REMEMBERED_HOSTS = 65536


class ClientNetworks:
    """Gives the label of a client.

    :param labels: label of each network
    :param default_label: label of every other client; None if they have none
    """

    def __init__(self, labels: Mapping[networks.Network, str],
                 default_label: str | None) -> None:
        # The longest prefix comes first.
        self._labels = sorted(labels.items(),
                              key=lambda item: -item[0].prefixlen)
        self.default_label = default_label

    @classmethod
    def parse(cls, entries: Iterable[str],
              default_label: str | None) -> ClientNetworks:
        """Read the options ``networks`` and ``default_label``.

        :raises ValueError: naming option, value and what would be right
        """
        if default_label is not None and not _LABEL.fullmatch(default_label):
            raise ValueError(
                'option default_label = %r: expected a label of letters, '
                'digits, "_", "." and "-"' % default_label)
        labels: dict[networks.Network, str] = {}
        for entry in entries:
            label, listed = _labelled('networks', entry)
            try:
                for network in networks.parse_networks(listed):
                    if labels.setdefault(network, label) != label:
                        raise ValueError('%s has the label %s already' % (
                            network, labels[network]))
            except ValueError as error:
                raise _error('networks', entry, str(error)) from None
        return cls(labels, default_label)

    def label(self, address: networks.Address | None) -> str | None:
        """Give the label of the longest prefix that holds the address.

        :param address: None if it is not known
        :returns: the label; the default label if there is none
        """
        if address is not None:
            for network, label in self._labels:
                if address in network:
                    return label
        return self.default_label

    def known_labels(self) -> frozenset[str]:
        """Give every label that a client can have."""
        labels = {label for _network, label in self._labels}
        if self.default_label is not None:
            labels.add(self.default_label)
        return frozenset(labels)


class HostGlobs:
    """Gives the labels that may use a host, by its name.

    :param globs: pairs of label and glob
    """

    def __init__(self, globs: Iterable[tuple[str, str]]) -> None:
        self._globs = tuple(globs)
        self.labels = functools.lru_cache(_REMEMBERED_HOSTS)(self._labels_of)

    @classmethod
    def parse(cls, entries: Iterable[str],
              known_labels: frozenset[str]) -> HostGlobs:
        """Read the option ``hosts``.

        :param known_labels: the labels that clients can have
        :raises ValueError: naming option, value and what would be right
        """
        globs: list[tuple[str, str]] = []
        for entry in entries:
            label, listed = _labelled('hosts', entry)
            if label not in known_labels:
                raise _error('hosts', entry, 'no network has the label %s; '
                             'the labels are %s' % (
                                 label, ', '.join(sorted(known_labels))
                                 or 'none'))
            for glob in _listed(listed):
                if not _GLOB.fullmatch(glob):
                    raise _error('hosts', entry, '%r is not a host name with '
                                 '"*", "?" or "[12]"; a comma separates two '
                                 'globs, also within brackets' % glob)
                globs.append((label, glob))
        return cls(globs)

    def __bool__(self) -> bool:
        return bool(self._globs)

    def _labels_of(self, host: str) -> frozenset[str] | None:
        labels = frozenset(label for label, glob in self._globs
                           if fnmatch.fnmatchcase(host, glob))
        return labels or None


def is_label(text: str) -> bool:
    """Tell whether a client can have such a label."""
    return bool(_LABEL.fullmatch(text))


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Tell what in an aggregate's metadata cannot be a list of labels."""
    return ['%s = %.64r: expected labels of letters, digits, "_", "." and '
            '"-", separated by commas' % (key, value)
            for key, value in sorted(metadata.items())
            if key.startswith(AGGREGATE_KEY)
            and not all(map(is_label, _listed(value)))]


def aggregate_labels(metadata: Mapping[str, str]) -> frozenset[str] | None:
    """Give the labels that may use the hosts of an aggregate.

    :param metadata: the aggregate's metadata
    :returns: the labels; empty if the key is there but names none, which
        admits no one; None if the aggregate has no rule
    :raises ValueError: if a value cannot be a list of labels
    """
    values = [value for key, value in metadata.items()
              if key.startswith(AGGREGATE_KEY)]
    if not values:
        return None
    for problem in problems(metadata):
        raise ValueError(problem)
    return frozenset(label for value in values for label in _listed(value))


def merged(rules: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """Give the labels that any of the rules admits.

    :param rules: labels, or None for what has no rule
    :returns: None if there is no rule at all
    """
    there = [labels for labels in rules if labels is not None]
    return frozenset[str]().union(*there) if there else None


def _listed(text: str) -> list[str]:
    return [entry for entry in _SEPARATORS.split(text) if entry]


def _labelled(option: str, entry: str) -> tuple[str, str]:
    # The blank tells "fd00: 1::/32" from the address that lacks a label.
    label, colon, listed = entry.partition(': ')
    label = label.strip()
    if not colon or not _LABEL.fullmatch(label) or not listed.strip(', \t'):
        raise _error(option, entry, 'expected a label, a colon, a blank and a '
                     'list, such as "doc: %s"' % (
                         '192.0.2.0/24' if option == 'networks' else 'doc-*'))
    return label, listed


def _error(option: str, entry: str, problem: str) -> ValueError:
    return ValueError('option %s = %r: %s' % (option, entry, problem))
