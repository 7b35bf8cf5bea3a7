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

"""What a root that is made here learns of how this machine reaches others."""

import pytest

from tools import host_settings

PIP = """:env:.timeout='5'
global.find-links='/srv/wheels'
global.extra-index-url='file:///srv/pypi/simple https://pypi.example.com/x'
install.cert="/etc/own.pem"
list.format='columns'
"""
APT = """APT "";
Acquire::http::Proxy "http://192.0.2.1:3128/";
Acquire::https::CaInfo "/etc/own.pem";
Acquire::cdrom::mount "/media/cdrom/";
"""
STANZAS = """Types: deb deb-src
URIs: http://mirror.example.com/debian
Suites: bookworm bookworm-updates trixie
Components: main

Types: deb
URIs: https://other.example.com
Suites: nodistro
Components: main

deb [signed-by=/x.gpg] http://security.example.com bookworm-security main
deb-src http://mirror.example.com/debian bookworm main
# deb http://commented.example.com bookworm main
deb http://mirror.example.com/debian noble main
"""
THERE = {'/srv/wheels', '/srv/pypi/simple', '/etc/own.pem', '/etc',
         '/etc/certs', '/etc/certs/own.pem'}


def made(environ=None, pip='', apt='', sources=''):
    return host_settings.settings(environ or {}, pip, apt, sources,
                                  THERE.__contains__)


def test_nothing_of_its_own():
    assert made({'HOME': '/root', 'SECRET': 'x'}) == ({}, '', (
        'deb http://deb.debian.org/debian bookworm main\n'
        'deb http://deb.debian.org/debian bookworm-updates main\n'
        'deb http://deb.debian.org/debian-security bookworm-security main\n'
    ), [])


def test_pip():
    found = made(pip=PIP)
    assert found.environ == {
        'PIP_FIND_LINKS': '/run/host/srv/wheels',
        'PIP_EXTRA_INDEX_URL': 'file:///run/host/srv/pypi/simple '
                               'https://pypi.example.com/x',
        'PIP_CERT': '/run/host/etc/own.pem'}
    # With an index come its files, which are beside it.
    assert found.paths == ['/etc/own.pem', '/srv/pypi', '/srv/wheels']


def test_environment_wins():
    assert made({'PIP_CERT': '/nowhere', 'https_proxy': 'http://192.0.2.1',
                 'SSL_CERT_DIR': '/etc/certs',
                 'SSL_CERT_FILE': '/etc/certs/own.pem'}, PIP)[0] == {
        **made(pip=PIP).environ, 'PIP_CERT': '/nowhere',
        'https_proxy': 'http://192.0.2.1',
        'SSL_CERT_DIR': '/run/host/etc/certs',
        'SSL_CERT_FILE': '/run/host/etc/certs/own.pem'}


def test_what_is_in_a_directory_comes_with_it():
    assert made({'SSL_CERT_DIR': '/etc/certs',
                 'PIP_CERT': '/etc/certs/own.pem'}).paths == ['/etc/certs']


def test_apt():
    assert made(apt=APT).apt == (
        'Acquire::http::Proxy "http://192.0.2.1:3128/";\n'
        'Acquire::https::CaInfo "/run/host/etc/own.pem";\n')


def test_sources_of_the_release_only():
    found = made(sources=STANZAS)
    assert found.sources == (
        'deb http://mirror.example.com/debian bookworm main\n'
        'deb http://mirror.example.com/debian bookworm-updates main\n'
        'deb http://security.example.com bookworm-security main\n')
    assert found.mirror == 'http://mirror.example.com/debian'


@pytest.mark.parametrize('sources', ['', STANZAS.replace('bookworm', 'sid')])
def test_a_machine_of_another_release(sources):
    assert made(sources=sources).mirror == 'http://deb.debian.org/debian'
