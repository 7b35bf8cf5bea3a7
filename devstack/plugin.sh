#!/bin/bash
#
# devstack/plugin.sh - what stack.sh, unstack.sh and clean.sh call
#
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

# DevStack sources this with a mode and a phase.  Files are only written in
# post-config, when they are all there and nothing has started; local.conf is
# merged into them afterwards, and services start with both.

# Save trace setting
_OPS_EXT_XTRACE=$(set +o | grep xtrace)
set +o xtrace

# Wherever it was cloned to, under whatever name it was enabled.
OPS_EXT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

source "$OPS_EXT_DIR/devstack/lib/conf"
source "$OPS_EXT_DIR/devstack/lib/install"
source "$OPS_EXT_DIR/devstack/lib/scheduler"
source "$OPS_EXT_DIR/devstack/lib/api"
source "$OPS_EXT_DIR/devstack/lib/compute"
source "$OPS_EXT_DIR/devstack/lib/proxy"

# ops_ext_configure() - Write what the variables say, in place of what an
# earlier run wrote
function ops_ext_configure {
    # It writes to nova.conf in the background, and one of two writers loses.
    if declare -F async_wait > /dev/null; then
        async_wait configure_neutron_nova
    fi
    # Also of a service that is not here any more.
    ops_ext_unconfigure
    if is_service_enabled n-api n-sch n-cpu; then
        ops_ext_change "$NOVA_CONF" ops_ext_configure_nova
    fi
    if is_service_enabled n-api; then
        ops_ext_change "$NOVA_API_PASTE_INI" ops_ext_configure_api_paste
    fi
    if is_service_enabled s-proxy; then
        ops_ext_change "$(ops_ext_proxy_conf)" ops_ext_configure_proxy
    fi
}

# ops_ext_configure_nova() - Write the part of nova.conf of each service here
# Uses the copy of the file that is to be changed
function ops_ext_configure_nova {
    local conf=$1

    if is_service_enabled n-sch; then
        ops_ext_configure_scheduler "$conf" || return 1
    fi
    if is_service_enabled n-api; then
        ops_ext_configure_api "$conf" || return 1
    fi
    if is_service_enabled n-cpu; then
        ops_ext_configure_compute "$conf" || return 1
    fi
}

# ops_ext_unconfigure() - Take back what we wrote; also where the services
# are not enabled any more, and in the copy that nova-compute reads
function ops_ext_unconfigure {
    local file
    for file in "${NOVA_CONF:-}" "${NOVA_CPU_CONF:-}" \
            "${NOVA_API_PASTE_INI:-}" "$(ops_ext_proxy_conf)"; do
        if [[ -n "$file" && -e "$file" ]] && \
                grep -q '^#ops_ext ' "$file"; then
            ops_ext_run take-back "$file" || \
                die $LINENO "openstack-ops-ext: $file stays as it is"
        fi
    done
}

case "${1:-}/${2:-}" in
    stack/pre-install)
        ops_ext_check_values
        ;;
    stack/install)
        ops_ext_install
        ;;
    stack/post-config)
        echo "Configuring openstack-ops-ext"
        ops_ext_configure
        ;;
    unstack/* | clean/*)
        ops_ext_unconfigure
        ;;
esac

# Restore xtrace
$_OPS_EXT_XTRACE
