#!/bin/bash
#
# tests/unit/devstack/doubles.sh - those functions of DevStack that the plugin
# calls, as small as they can be
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

ENABLED_SERVICES=${ENABLED_SERVICES:-n-api,n-sch,n-cpu,s-proxy}

function define_plugin { :; }

function is_service_enabled {
    local service
    for service in "$@"; do
        if [[ ",$ENABLED_SERVICES," == *",$service,"* ]]; then
            return 0
        fi
    done
    return 1
}

function die {
    shift
    echo "died: $*"
    exit 1
}

function setup_develop { echo "setup_develop $*"; }

function async_wait { echo "async_wait $*"; }

# _ini() - Change or print an option by a few lines of awk
function _ini {
    awk -v what="$1" -v section="[$3]" -v option="$4" -v value="${5:-}" '
        /^\[/ { inside = ($0 == section); if (inside) found = 1 }
        inside && index($0, option " =") == 1 {
            has = 1
            if (what == "get") print substr($0, length(option) + 4)
            if (what == "set") $0 = option " = " value
        }
        { lines[++count] = $0 }
        $0 == section { at = count }
        END {
            if (what == "get" || what == "has") exit(what == "has" && !has)
            for (number = 1; number <= count; number++) {
                print lines[number]
                if (number == at && (what == "add" || !has))
                    print option " = " value
            }
            if (!found) print "\n" section "\n" option " = " value
        }' "$2"
}

function iniset {
    _ini set "$@" > "$1.new"
    cat "$1.new" > "$1"
    rm "$1.new"
}

function iniadd_literal {
    _ini add "$@" > "$1.new"
    cat "$1.new" > "$1"
    rm "$1.new"
}

function iniget { _ini get "$@"; }

function iniget_multiline { _ini get "$@" | tr '\n' ' '; }

function ini_has_option { _ini has "$@" > /dev/null; }
