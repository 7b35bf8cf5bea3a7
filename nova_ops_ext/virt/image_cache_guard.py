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


"""ImageCacheGuard: gives libvirt's driver our image-cache manager."""

from __future__ import annotations

from typing import Any

from nova_ops_ext.imagecache import manager


class ImageCacheGuard:
    """Stands before LibvirtDriver in a class that has both as its bases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.image_cache_manager = manager.GuardedImageCacheManager()
