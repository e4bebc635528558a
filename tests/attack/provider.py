"""A real identity provider on loopback: Glewlwyd of Debian, with one user, one client and OpenID Connect."""
import http.cookiejar
import json
import pathlib
import sqlite3
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from service import free_port

SCHEMA = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"
SECRET = "a secret of the client"
PASSWORD = "the password of the person"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, ca):
        context = ssl.create_default_context(cafile=str(ca))
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), NoRedirect,
                                                  urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, url, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers), refused.read()

    def must(self, url, body=None, method=None):
        status, _, content = self.ask(url, body, method)
        assert status == 200, f"{method or 'GET'} {url}: {status} {content[:500]!r}"
        return content


class Provider:
    def __init__(self, folder, redirect_uri, algorithm):
        self.folder, self.redirect_uri, self.algorithm = pathlib.Path(folder), redirect_uri, algorithm
        self.folder.mkdir()
        self.port = free_port()
        self.url = f"https://localhost:{self.port}"
        self.issuer = f"{self.url}/api/oidc"
        self.ca = self.folder / "cert.pem"
        self.make_files()
        self.process = subprocess.Popen(["glewlwyd", "-c", str(self.folder / "glewlwyd.conf")], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.admin = Browser(self.ca)
        for _ in range(100):
            try:
                self.admin.ask(self.url + "/config")
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        self.set_up()

    def openssl(self, *words):
        return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout

    def make_files(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                     "-addext", "subjectAltName=DNS:localhost", "-keyout", str(self.folder / "cert.key"), "-out", str(self.ca))
        database = sqlite3.connect(self.folder / "glewlwyd.db")
        database.executescript(pathlib.Path(SCHEMA).read_text(encoding="utf-8"))
        database.close()
        (self.folder / "glewlwyd.conf").write_text(f'''
port={self.port}
bind_address="127.0.0.1"
external_url="{self.url}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="ERROR"
log_file="{self.folder}/log"
cookie_secure=1
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=true
secure_connection_key_file="{self.folder}/cert.key"
secure_connection_pem_file="{self.ca}"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"; path = "{self.folder}/glewlwyd.db"; }};
''')

    def keys(self):
        if self.algorithm == "RS256":
            private = self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
        else:
            private = self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        public = subprocess.run(["openssl", "pkey", "-pubout"], input=private, check=True, capture_output=True, text=True).stdout
        return private, public

    def set_up(self):
        api, ask = self.url + "/api", self.admin.must
        ask(api + "/auth/", {"username": "admin", "password": "password"}, "POST")
        private, public = self.keys()
        ask(api + "/mod/plugin/", {
            "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "parameters": {
                "iss": self.issuer, "jwt-type": "rsa" if self.algorithm == "RS256" else "ecdsa", "jwt-key-size": "256",
                "key": private, "cert": public, "code-duration": 600, "access-token-duration": 3600,
                "refresh-token-duration": 3600, "refresh-token-rolling": True, "allow-non-oidc": False,
                "auth-type-code-enabled": True, "auth-type-token-enabled": False, "auth-type-id-token-enabled": True,
                "auth-type-none-enabled": False, "auth-type-password-enabled": False, "auth-type-client-enabled": False,
                "auth-type-refresh-enabled": True, "auth-type-device-enabled": False, "subject-type": "public",
                "pkce-allowed": True, "pkce-method-plain-allowed": False, "pkce-required": True, "jwks-show": True,
                "service-documentation": "", "op-policy-uri": "", "op-tos-uri": "", "request-parameter-allow": False,
                "claims": [], "scope": [], "additional-parameters": [], "secret-type": "pairwise"}}, "POST")
        ask(api + "/user/", {"username": "anna", "name": "Anna", "password": PASSWORD, "scope": ["openid"], "enabled": True}, "POST")
        ask(api + "/client/", {
            "client_id": "runseal", "name": "runseal", "client_secret": SECRET, "confidential": True, "enabled": True,
            "redirect_uri": [self.redirect_uri], "authorization_type": ["code", "id_token"], "scope": ["openid"],
            "token_endpoint_auth_method": ["client_secret_post"]}, "POST")

    def person(self):
        """Anna's browser, signed in at the provider and content that the client hears so."""
        browser = Browser(self.ca)
        browser.must(self.url + "/api/auth/", {"username": "anna", "password": PASSWORD}, "POST")
        browser.must(self.url + "/api/auth/grant/runseal", {"scope": "openid"}, "PUT")
        return browser

    def agree(self, browser, address):
        """Where the provider sends the browser back to."""
        status, headers, body = browser.ask(address + "&g_continue")
        assert status == 302, f"{address}: {status} {body[:300]!r}"
        return headers["Location"]

    def close(self):
        self.process.terminate()
        self.process.wait(20)


def query_of(url):
    return {name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).items()}
