#!/bin/bash
#
# tests/devstack/devstack.sh - a DevStack of which only configuration is real
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

# Sources a checkout of DevStack and calls its own functions, as stack.sh,
# unstack.sh and clean.sh do, in a tree of its own:
#
#     TOP_DIR=<checkout> OPS_EXT_TREE=<this tree> SCRATCH=<tree> \
#     SWIFT_SOURCE=<Swift's sdist> NOVA_PASTE=<Nova's api-paste.ini> \
#         bash devstack.sh STEP...
#
# $SCRATCH/localrc and $SCRATCH/local.conf are the user's.  Steps: configure
# (what DevStack writes), merge (local.conf), cpu (nova-cpu.conf), keep:NAME and
# restore:NAME (copies of the files), set:VARIABLE=VALUE, and phases of plugins,
# such as stack:post-config or clean.

exec 6>&1 3> /dev/null
STEPS=("$@")
set --

# What is outside of the tree stays as it is.
function sudo {
    case "$1" in
        tee)
            cat > /dev/null
            ;;
        install)
            local argument
            for argument in "$@"; do
                if [[ "$argument" == "$SCRATCH"/* ]]; then
                    mkdir -p "$argument"
                fi
            done
            ;;
    esac
}

ENABLED_SERVICES=${ENABLED_SERVICES:-key,mysql,rabbit,n-api,n-sch,n-cpu,n-cond,s-proxy,s-object,s-container,s-account}
HOST_IP=192.0.2.5
SERVICE_HOST=192.0.2.5
DATABASE_PASSWORD=secret
RABBIT_PASSWORD=secret
SERVICE_PASSWORD=secret
ADMIN_PASSWORD=secret
SWIFT_HASH=hash
_enabled=$ENABLED_SERVICES
source "$TOP_DIR/functions"
source "$TOP_DIR/stackrc"
ENABLED_SERVICES=$_enabled
if [[ -e "$SCRATCH/localrc" ]]; then
    source "$SCRATCH/localrc"
fi

# Of DevStack's places, none.
DEST=$SCRATCH/stack
DATA_DIR=$DEST/data
SERVICE_DIR=$DEST/status
FILES=$TOP_DIR/files
STACK_USER=$(id -un)
HOST_IP_IFACE=lo
LIBVIRT_TYPE=qemu
mkdir -p "$DEST/async" "$DATA_DIR"
GetDistro
for _lib in database rpc_backend apache tls keystone nova swift; do
    source "$TOP_DIR/lib/$_lib"
done
NOVA_CONF_DIR=$SCRATCH/etc/nova
NOVA_CONF=$NOVA_CONF_DIR/nova.conf
NOVA_CPU_CONF=$NOVA_CONF_DIR/nova-cpu.conf
NOVA_API_PASTE_INI=${OPS_EXT_TEST_PASTE:-$NOVA_CONF_DIR/api-paste.ini}
NOVA_UWSGI_CONF=$NOVA_CONF_DIR/nova-api-uwsgi.ini
NOVA_METADATA_UWSGI_CONF=$NOVA_CONF_DIR/nova-metadata-uwsgi.ini
SWIFT_CONF_DIR=$SCRATCH/etc/swift
SWIFT_DIR=$SWIFT_SOURCE
SWIFT_BIN_DIR=$SCRATCH/bin
initialize_database_backends || true

# What they do besides configuration.
function apache_site_config_for { echo "$SCRATCH/apache-$1.conf"; }
function enable_apache_site { :; }
function restart_apache_server { :; }
function rpc_backend_add_vhost { :; }
function setup_develop { echo "setup_develop $*"; }

GITDIR[openstack-ops-ext]=$OPS_EXT_TREE
DEVSTACK_PLUGINS=",openstack-ops-ext"
# As in stack.sh from here on; unstack.sh and clean.sh have it not.
if [[ "${STEPS[0]}" != unstack && "${STEPS[0]}" != clean ]]; then
    set -o errexit
fi
run_phase source > /dev/null

for _step in "${STEPS[@]}"; do
    if [[ -n "${OPS_EXT_TEST_TIMES:-}" ]]; then
        echo "$_step $(times | head -1)"
    fi
    case "$_step" in
        configure)
            mkdir -p "$NOVA_CONF_DIR" "$SWIFT_CONF_DIR" "$SWIFT_BIN_DIR"
            ln -sf /bin/true "$SWIFT_BIN_DIR/swift-init"
            if is_service_enabled s-proxy; then
                configure_swift
            fi
            if is_service_enabled nova; then
                cp "$NOVA_PASTE" "$NOVA_CONF_DIR/api-paste.ini"
                create_nova_conf
            fi
            if is_service_enabled n-cpu; then
                configure_nova_hypervisor
            fi
            ;;
        merge)
            merge_config_group "$SCRATCH/local.conf" post-config
            ;;
        cpu)
            cp "$NOVA_CONF" "$NOVA_CPU_CONF"
            ;;
        keep:*)
            cp -a "$SCRATCH/etc" "$SCRATCH/${_step#keep:}"
            ;;
        restore:*)
            rm -rf "$SCRATCH/etc"
            cp -a "$SCRATCH/${_step#restore:}" "$SCRATCH/etc"
            ;;
        set:*)
            eval "${_step#set:}"
            ;;
        *)
            run_phase ${_step/:/ }
            ;;
    esac
done
