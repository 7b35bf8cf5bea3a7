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


"""GuardedImageCacheManager: takes the place of Nova's own for libvirt.

It decides nothing: see :mod:`~.sweep`, which a child process runs, and
:mod:`~.decision`.  Here are what Nova knows, and Nova's log.
"""

from __future__ import annotations

from collections.abc import Collection
import os
import time
from typing import Any

import nova.conf
from nova import exception
import nova.privsep.path
from nova.virt.libvirt import imagecache
from oslo_log import log as logging

from nova_ops_ext import conf
from nova_ops_ext.conf import image_cache as options
from nova_ops_ext.imagecache import pass_settings
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import servers
from nova_ops_ext.imagecache import worker_process

CONF = nova.conf.CONF
conf.register_opts(CONF)
LOG = logging.getLogger(__name__)

# Less than that, in seconds, is worth a warning.
_SHORT_AGE = 600
# Of one kind, in a pass.
_MOST_LINES = 20
# For what is to be written down after a pass that hung.
_SHORT = 5.0


class GuardedImageCacheManager(imagecache.ImageCacheManager):
    """Never calls what removes in its base class.

    :raises nova.exception.InvalidConfiguration: if an option is wrong
    """

    def __init__(self) -> None:
        super().__init__()
        # Nothing that is inherited is to find it set.
        self.remove_unused_base_images = False
        try:
            settings = pass_settings.read(CONF)
            pass_settings.bounds(CONF)
        except ValueError as error:
            raise exception.InvalidConfiguration(
                '[%s] %s' % (options.GROUP.name, error)) from None
        LOG.info('Image cache %(cache)s: removal = %(removal)s, the record '
                 'is in %(state)s',
                 {'cache': settings.cache_dir, 'removal': settings.removal,
                  'state': settings.state_dir})
        if settings.removes and settings.minimum_age < _SHORT_AGE:
            LOG.warning(
                'Image cache: [image_cache] '
                'remove_unused_original_minimum_age_seconds = %(age)d is '
                'less than %(least)d seconds; Nova may take longer from '
                'fetching an image for a live migration or a rescue to '
                'making the disk that needs it',
                {'age': settings.minimum_age, 'least': _SHORT_AGE})

    def update(self, context: Any, all_instances: Any) -> None:
        """Do a pass.

        :param all_instances: of this host, and of those that Nova takes for
            users of the same storage
        """
        now = time.time()
        try:
            settings = pass_settings.read(CONF)
            try:
                report = self._pass(settings, now, context,
                                    list(all_instances))
            except worker_process.WorkerError as error:
                self._gave_up(settings, now, error)
            else:
                _log(report)
        except Exception:
            # The next pass is to come, whatever the matter is.
            LOG.exception('Image cache: the pass failed; nothing more is '
                          'removed in it')

    def get_disk_usage(self) -> int:
        """Give the bytes of the cache, its trash included.

        As far as they are on the file system of the servers.
        """
        usage: int = super().get_disk_usage()
        try:
            trash = pass_settings.read(CONF).trash_dir
            if (os.stat(trash).st_dev
                    == os.stat(CONF.instances_path).st_dev):
                with os.scandir(trash) as entries:
                    usage += sum(
                        entry.stat(follow_symlinks=False).st_blocks * 512
                        for entry in entries)
        except (OSError, ValueError):
            pass
        return usage

    def _pass(self, settings: Any, now: float, context: Any,
              all_servers: Collection[Any]) -> Any:
        with worker_process.Worker(*pass_settings.bounds(CONF)) as worker:
            seen = worker.ask('look', settings=settings._asdict(), now=now)
            known = servers.known(context, all_servers,
                                  seen['directories'], seen['names'])
            report = worker.ask('finish', known=known._asdict())
            return worker.ask('conclude', touch_failed=[
                (path, why) for path in report['touch_denied']
                for why in _touch(path)])

    def _gave_up(self, settings: Any, now: float,
                 error: worker_process.WorkerError) -> None:
        reason = (Reason.WORKER_HUNG if isinstance(
            error, (worker_process.Hung, worker_process.Late))
            else Reason.WORKER_DIED)
        LOG.error('Image cache: the pass was given up, %(reason)s: %(error)s; '
                  '%(remedy)s',
                  {'reason': reason.value, 'error': error,
                   'remedy': reason.remedy})
        try:
            with worker_process.Worker(_SHORT, _SHORT) as worker:
                worker.ask('gave_up', settings=settings._asdict(), now=now,
                           reason=reason.value, detail=str(error))
        except worker_process.WorkerError as failed:
            LOG.error('Image cache: that cannot be written down: %(error)s',
                      {'error': failed})


def _touch(path: str) -> list[str]:
    """Touch as root; say why that failed, if it did."""
    try:
        nova.privsep.path.utime(path)
    except Exception as error:  # privsep raises what it likes.
        return ['%s: %s' % (type(error).__name__, error)]
    return []


def _log(report: Any) -> None:
    for act in report['acted']:
        level = logging.WARNING if act['error'] else logging.INFO
        LOG.log(level, 'Image cache: %(action)s %(name)s%(entry)s, %(bytes)d '
                'bytes: %(reason)s%(error)s',
                {**act, 'entry': act['entry'] and ' (%s)' % act['entry'],
                 'error': act['error'] and ': ' + act['error']})
    for one in report['files']:
        LOG.debug('Image cache: %(action)s %(name)s: %(reason)s %(detail)s',
                  one)
    for failed in report['touch_failed'][:_MOST_LINES]:
        LOG.error('Image cache: %(path)s is in use and cannot be touched: '
                  '%(why)s; a host with Nova\'s own image-cache manager may '
                  'remove it', failed)
    for gone in report['missing'][:_MOST_LINES]:
        LOG.error('Image cache: a disk has lost its backing file: %(path)s '
                  '%(why)s', gone)
    for what in ('touch_failed', 'missing'):
        if len(report[what]) > _MOST_LINES:
            LOG.error('Image cache: %(more)d more of %(what)s; see '
                      'nova-ops-image-cache status',
                      {'more': len(report[what]) - _MOST_LINES, 'what': what})
    for text in [*report['broken'], *report['unwritten']]:
        LOG.error('Image cache: the record: %(text)s', {'text': text})
    for refusal in report['refusals']:
        # What is not seen to be in use is not shielded either.
        LOG.log(logging.WARNING if report['removal'] == 'trash'
                or refusal['reason'] == Reason.SCAN_INCOMPLETE.value
                else logging.INFO,
                'Image cache: nothing may be removed, %(reason)s: %(text)s: '
                '%(detail)s (%(remedy)s)', refusal)
    LOG.info('Image cache: pass over %(cache)s in %(seconds).3f s, '
             '%(disks)d disks: %(counts)s; %(touched)d touched, '
             '%(trash_bytes)d bytes in the trash, %(freed_bytes)d freed',
             {**report, 'counts': ', '.join(
                 '%d %s' % (count, key) for key, count
                 in sorted(report['counts'].items())) or 'no files'})
