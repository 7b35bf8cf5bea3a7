#!/bin/bash
#
# tests/unit/devstack/test_plugin.sh - the plugin's phases, without DevStack
#
#     bash tests/unit/devstack/test_plugin.sh [TEST...]
#
# prints "ok" or "not ok" for each test, with what went wrong after it.
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

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TREE=$(cd "$HERE/../../.." && pwd)

# What DevStack leaves behind
# ---------------------------

function prepare {
    NOVA_CONF_DIR=$SCRATCH/nova
    SWIFT_CONF_DIR=$SCRATCH/swift
    NOVA_CONF=$NOVA_CONF_DIR/nova.conf
    NOVA_CPU_CONF=$NOVA_CONF_DIR/nova-cpu.conf
    NOVA_API_PASTE_INI=$NOVA_CONF_DIR/api-paste.ini
    PROXY=$SWIFT_CONF_DIR/proxy-server.conf
    mkdir -p "$NOVA_CONF_DIR" "$SWIFT_CONF_DIR"
    cat > "$NOVA_CONF" <<EOF
[DEFAULT]
compute_driver = libvirt.LibvirtDriver
debug = True

[filter_scheduler]
track_instance_changes = False
enabled_filters = ComputeFilter,SameHostFilter

[scheduler]
workers = 2
EOF
    cat > "$NOVA_API_PASTE_INI" <<EOF
[composite:osapi_compute]
use = call:nova.api.openstack.urlmap:urlmap_factory
/v2/+: openstack_compute_api_v21_legacy_v2_compatible
/v2.1/+: openstack_compute_api_v21

[composite:openstack_compute_api_v21]
use = call:nova.api.auth:pipeline_factory_v21
keystone = cors http_proxy_to_wsgi authtoken keystonecontext app_v21
noauth2 = cors http_proxy_to_wsgi noauth2 app_v21

[composite:openstack_compute_api_v21_legacy_v2_compatible]
use = call:nova.api.auth:pipeline_factory_v21
keystone = cors http_proxy_to_wsgi authtoken keystonecontext legacy_v2 app_v21

[pipeline:oscomputeversions]
pipeline = cors http_proxy_to_wsgi oscomputeversionapp
EOF
    cat > "$PROXY" <<EOF
[DEFAULT]
bind_port = 8080

[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats tempurl crossdomain authtoken keystoneauth tempauth  formpost staticweb copy symlink proxy-logging ceilometer proxy-server

[app:proxy-server]
use = egg:swift#proxy
EOF
    local name
    for name in catch_errors gatekeeper healthcheck proxy-logging cache; do
        printf '\n[filter:%s]\nuse = egg:swift#%s\n' "$name" \
            "$(sed 's/^cache$/memcache/; s/-/_/' <<< "$name")" >> "$PROXY"
    done
    cp -r "$SCRATCH" "$SCRATCH.before"
}

# What tests say
# --------------

# phase() - Have the plugin do what it does in a phase, as DevStack has it
#
# In a process of its own, with the variables that are given as NAME=value.
function phase {
    (
        set -o errexit -o nounset
        local one
        for one in "${@:3}"; do
            printf -v "${one%%=*}" '%s' "${one#*=}"
        done
        source "$HERE/doubles.sh"
        set -o xtrace
        source "$TREE/devstack/settings"
        source "$TREE/devstack/plugin.sh" $1 $2
        # DevStack's own setting survives.
        [[ "$(set +o | grep xtrace)" == "set -o xtrace" ]]
    ) > "$SCRATCH.output" 2> "$SCRATCH.trace"
}

function stack { phase stack post-config "$@" || fails "post-config failed"; }

function fails {
    echo "    $*"
    tail -n 3 "$SCRATCH.output" "$SCRATCH.trace" | sed 's/^/    | /'
    return 1
}

# has() - Whether a file has a line of that kind
function has {
    grep -q -- "$2" "$1" || fails "$1 has no line $2"
}

function has_not {
    ! grep -q -- "$2" "$1" || fails "$1 has a line $2"
}

# same() - Whether two trees are the same, byte by byte
function same {
    diff -r "$1" "$2" > "$SCRATCH.trace" || fails "$1 and $2 differ"
}

function said {
    grep -qF -- "$1" "$SCRATCH.output" || fails "nothing was said of $1"
}

# line() - Print the words of an option without those of other sections
function line { sed -n "s/^$2 *= *//p" "$1" | head -n 1; }

# The tests
# ---------

function test_pre_install_accepts_the_defaults {
    phase stack pre-install || fails "it died" || return 1
    same "$SCRATCH" "$SCRATCH.before"
}

function test_install_brings_the_library {
    phase stack install && said "setup_develop $TREE" && \
        phase stack install ENABLED_SERVICES=s-proxy && \
        said "setup_develop $TREE" && \
        same "$SCRATCH" "$SCRATCH.before"
}

function test_install_brings_what_a_shared_count_needs {
    phase stack install OPS_EXT_CONSOLE_STORAGE=memcached://127.0.0.1:11211 \
        && said "setup_develop $TREE shared-rate"
}

function test_install_does_nothing_elsewhere {
    phase stack install ENABLED_SERVICES=key,n-cond,s-object || return 1
    ! grep -q setup_develop "$SCRATCH.output"
}

function test_stack_adds_to_what_is_there {
    stack && said "async_wait configure_neutron_nova" && \
        has "$NOVA_CONF" "^enabled_filters = ComputeFilter,SameHostFilter,\
ClientNetworkFilter,NewHostFilter,ProjectPerHostFilter,FailureDomainFilter,\
CascadeBreakerFilter,ShuffleShardFilter$" && \
        has "$NOVA_CONF" "^available_filters = nova.scheduler.filters.all_f" && \
        has "$NOVA_CONF" "^available_filters = nova_ops_ext.scheduler.filters" && \
        has "$NOVA_CONF" "^weight_classes = nova.scheduler.weights.\
all_weighers,nova_ops_ext.scheduler.weights.all_weighers$" && \
        has "$NOVA_CONF" "^compute_driver = ops_ext.GuardedLibvirtDriver" && \
        has "$NOVA_CONF" "^removal = observe" && \
        has "$NOVA_CONF" "^max_placement_results = 10000" && \
        has "$NOVA_CONF" "^track_instance_changes = False" && \
        has "$NOVA_CONF" "^workers = 2"
}

function test_stack_puts_filters_into_every_line_of_the_api {
    stack OPS_EXT_CLIENT_STAMP=True OPS_EXT_CLIENT_DEFAULT_LABEL=dev && \
        has "$NOVA_API_PASTE_INI" "^keystone = cors client_address \
http_proxy_to_wsgi authtoken keystonecontext client_stamp console_limit app" && \
        has "$NOVA_API_PASTE_INI" "^noauth2 = cors client_address \
http_proxy_to_wsgi noauth2 client_stamp console_limit app_v21$" && \
        has "$NOVA_API_PASTE_INI" "^keystone = cors client_address \
http_proxy_to_wsgi authtoken keystonecontext legacy_v2 client_stamp \
console_limit app_v21$" && \
        has "$NOVA_API_PASTE_INI" \
            "^pipeline = cors http_proxy_to_wsgi oscomputeversionapp$" && \
        has "$NOVA_CONF" "^default_label = dev"
}

function test_stack_puts_the_whitelist_right_of_what_others_appended {
    stack && has "$PROXY" "^pipeline = catch_errors gatekeeper healthcheck \
proxy-logging cache ip_whitelist listing_formats tempurl .* tempauth  \
formpost .* proxy-logging ceilometer ip_whitelist proxy-server$" && \
        has "$PROXY" "^use = egg:openstack-ops-ext#ip_whitelist"
}

function test_stack_twice_is_once {
    stack || return 1
    cp -r "$SCRATCH" "$SCRATCH.once"
    stack && same "$SCRATCH" "$SCRATCH.once"
}

function test_unstack_and_clean_leave_what_was_there {
    local mode
    for mode in unstack clean; do
        stack || return 1
        # Neither sees the variables of the stack, nor its services.
        phase $mode '' ENABLED_SERVICES=key && \
            same "$SCRATCH" "$SCRATCH.before" && \
            phase $mode '' && same "$SCRATCH" "$SCRATCH.before" || return 1
    done
}

function test_unstack_without_any_file {
    rm -r "${SCRATCH:?}"/*
    phase unstack '' && phase clean ''
}

function test_unstack_reaches_the_copy_of_nova_compute {
    stack || return 1
    cp "$NOVA_CONF" "$NOVA_CPU_CONF"
    phase unstack '' || return 1
    cmp "$NOVA_CPU_CONF" "$SCRATCH.before/nova/nova.conf"
}

function test_what_users_write_stays {
    stack || return 1
    # Between ours, in place of ours, and after ours.
    sed -i -e '/^\[ops_new_host\]/ a burn_in_hours = 3' \
        -e 's/^removal = observe/removal = trash/' \
        -e 's/^compute_driver = .*/compute_driver = fake.FakeDriver/' \
        -e 's/^enabled_filters = .*/&,OtherFilter/' "$NOVA_CONF"
    printf '\n[theirs]\nmode = enforce\n' >> "$NOVA_CONF"
    phase unstack '' && \
        has "$NOVA_CONF" "^burn_in_hours = 3" && \
        has "$NOVA_CONF" "^\[ops_new_host\]" && \
        has "$NOVA_CONF" "^removal = trash" && \
        has "$NOVA_CONF" "^compute_driver = fake.FakeDriver" && \
        has "$NOVA_CONF" \
            "^enabled_filters = ComputeFilter,SameHostFilter,OtherFilter$" && \
        has "$NOVA_CONF" "^mode = enforce" && \
        has_not "$NOVA_CONF" "ops_shuffle_shard" && \
        has_not "$NOVA_CONF" "nova_ops_ext" && \
        has_not "$NOVA_CONF" "#ops_ext"
}

function test_values_that_were_there_come_back {
    printf '\n[ops_new_host]\nmode = log\nburn_in_hours = 5\n' >> "$NOVA_CONF"
    sed -i 's/^workers = 2/&\nmax_placement_results = 77/' "$NOVA_CONF"
    cp "$NOVA_CONF" "$SCRATCH.before/nova/nova.conf"
    stack && has_not "$NOVA_CONF" '^mode = log' && \
        has "$NOVA_CONF" "^burn_in_hours = 5" && \
        has "$NOVA_CONF" "^max_placement_results = 77" && \
        phase unstack '' && same "$SCRATCH" "$SCRATCH.before"
}

function test_each_feature_alone {
    local variable service all=() off=()
    mapfile -t all < <(sed -n \
        's/^ *\(OPS_EXT_[A-Z_]*\)=.*:-\(True\|False\)}$/\1/p' \
        "$TREE/devstack/settings" | sort -u)
    [[ ${#all[@]} -eq 15 ]] || fails "there are ${#all[@]} variables" || \
        return 1
    for variable in "${all[@]}"; do
        off+=("$variable=False")
    done
    stack "${off[@]}" && same "$SCRATCH" "$SCRATCH.before" || return 1
    for variable in "${all[@]}"; do
        case "$variable" in
            *_FILTER | *_WEIGHER) service=n-sch ;;
            *_DRIVER) service=n-cpu ;;
            *_WHITELIST) service=s-proxy ;;
            *) service=n-api ;;
        esac
        # With what the stamp needs, and nothing else takes for a feature.
        stack "${off[@]}" "$variable=True" ENABLED_SERVICES=$service \
            OPS_EXT_CLIENT_DEFAULT_LABEL=dev || return 1
        if diff -qr "$SCRATCH" "$SCRATCH.before" > "$SCRATCH.trace"; then
            fails "$variable changes nothing" || return 1
        fi
    done
    # Each was taken back by the next.
    stack "${off[@]}" && same "$SCRATCH" "$SCRATCH.before"
}

function test_one_weigher_is_named {
    stack OPS_EXT_CLIENT_NETWORK_WEIGHER=no && has "$NOVA_CONF" \
        "^weight_classes = nova.scheduler.weights.all_weighers,\
nova_ops_ext.scheduler.weights.aggregate_preference.\
AggregatePreferenceWeigher,nova_ops_ext.scheduler.weights.failure_domain.\
FailureDomainWeigher,nova_ops_ext.scheduler.weights.shuffle_shard.\
ShuffleShardWeigher$"
}

function test_networks_are_given_one_a_line {
    stack OPS_EXT_CLIENT_NETWORKS=" doc: 10.1.0.0/16 ;ops: 10.2.0.0/16, ::1;" \
        && has "$NOVA_CONF" "^networks = doc: 10.1.0.0/16$" && \
        has "$NOVA_CONF" "^networks = ops: 10.2.0.0/16, ::1$"
}

function test_services_decide {
    stack ENABLED_SERVICES=n-cpu && has_not "$NOVA_CONF" Filter,Client && \
        has "$NOVA_CONF" GuardedLibvirtDriver && \
        cmp "$PROXY" "$SCRATCH.before/swift/proxy-server.conf" && \
        cmp "$NOVA_API_PASTE_INI" "$SCRATCH.before/nova/api-paste.ini" && \
        stack ENABLED_SERVICES=s-proxy && \
        cmp "$NOVA_CONF" "$SCRATCH.before/nova/nova.conf" && \
        has "$PROXY" ip_whitelist && phase unstack '' && \
        stack ENABLED_SERVICES=n-sch && has "$NOVA_CONF" Filter,ClientN && \
        has "$NOVA_CONF" "^compute_driver = libvirt" && \
        cmp "$PROXY" "$SCRATCH.before/swift/proxy-server.conf"
}

function test_other_drivers_are_guarded {
    sed -i 's/^compute_driver = .*/compute_driver = fake.FakeDriver/' \
        "$NOVA_CONF"
    stack && has "$NOVA_CONF" "^compute_driver = ops_ext.GuardedDriver" && \
        has "$NOVA_CONF" "^driver = fake.FakeDriver" && \
        has_not "$NOVA_CONF" "^\[ops_image_cache\]"
}

function test_ironic_is_left_alone {
    sed -i 's/^compute_driver = .*/compute_driver = ironic.IronicDriver/' \
        "$NOVA_CONF"
    stack VIRT_DRIVER=ironic && \
        has "$NOVA_CONF" "^compute_driver = ironic.IronicDriver" || return 1
    ! phase stack post-config && said "$NOVA_CONF is not changed" && \
        ! phase stack pre-install VIRT_DRIVER=ironic \
            OPS_EXT_GUARDED_DRIVER=True && said OPS_EXT_GUARDED_DRIVER
}

function test_the_tls_proxy_is_believed {
    stack ENABLED_SERVICES=n-api,s-proxy,tls-proxy HOST_IP=192.0.2.5 && \
        has "$NOVA_API_PASTE_INI" "^trusted_proxies = 192.0.2.5$" && \
        has "$PROXY" "^trusted_proxies = 192.0.2.5$"
}

function test_a_file_that_is_not_there_stops_it {
    rm "$PROXY"
    ! phase stack post-config && said "there is no $PROXY"
}

function test_nothing_is_changed_by_halves {
    sed -i 's/ http_proxy_to_wsgi authtoken/ authtoken/' "$NOVA_API_PASTE_INI"
    cp "$NOVA_API_PASTE_INI" "$SCRATCH.before/nova"
    ! phase stack post-config && \
        said "$NOVA_API_PASTE_INI is not changed" && \
        cmp "$NOVA_API_PASTE_INI" "$SCRATCH.before/nova/api-paste.ini"
}

function test_bad_values_stop_before_anything_is_installed {
    # What else is bad is tried without a shell: test_values.py.
    local bad
    for bad in OPS_EXT_CONSOLE_LIMIT=maybe OPS_EXT_NEW_HOST_MODE=enforced \
            'OPS_EXT_CLIENT_NETWORKS=doc 10.1.0.0/16' \
            OPS_EXT_CONSOL_LIMIT=False OPS_EXT_SHARD_SEED=$'a\nb'; do
        ! phase stack pre-install "$bad" || fails "$bad passes" || return 1
        said "${bad%%=*}" && same "$SCRATCH" "$SCRATCH.before" || return 1
    done
}

# Run them
# --------

function run {
    local code=0
    SCRATCH=$(mktemp -d)
    prepare
    "$1" || code=1
    rm -rf "$SCRATCH" "$SCRATCH".*
    return $code
}

_failed=0
if [[ $# -eq 0 ]]; then
    set -- $(compgen -A function test_)
fi
for _test in "$@"; do
    if _said=$(run "$_test" 2>&1); then
        echo "ok $_test"
    else
        printf 'not ok %s\n%s\n' "$_test" "$_said"
        _failed=1
    fi
done
exit $_failed
