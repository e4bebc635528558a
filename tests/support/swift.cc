#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "support/ports.h"
#include "support/s3_server.h"

namespace runseal::test {
namespace {

constexpr const char* storage = R"([DEFAULT]
devices = {at}/srv
mount_check = false
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {at}/etc
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
)";

// Without memcached: what is not cached is asked for again. Swift serves TLS for tests only, and so do we.
constexpr const char* proxy = R"([DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {at}/etc
{tls}
[pipeline:main]
pipeline = catch_errors gatekeeper cache bulk s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_lab_test = {secret} .admin
[filter:s3api]
use = egg:swift#s3api
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:9
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
)";

class Swift : public S3Server {
 public:
  Swift() {
    access_key_ = "lab:test";
    for (const char* part : {"etc", "srv/d1", "log"}) std::filesystem::create_directories(folder_ / part);
    make_certificate();
    write_file(folder_ / "etc/swift.conf",
               "[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = b\n"
               "[storage-policy:0]\nname = p0\ndefault = yes\n");
    for (const char* kind : {"account", "container", "object"}) start_storage(kind);
    tls_port_ = free_port();
    plain_port_ = free_port();
    start_proxy("proxy-plain", plain_port_, "");
    start_proxy("proxy-tls", tls_port_,
                fmt::format("cert_file = {}\nkey_file = {}", ca(), (folder_ / "tls.key").string()));
    wait_for_answers();
  }

  [[nodiscard]] const char* name() const override { return "swift"; }
  [[nodiscard]] bool keeps_to_if_none_match() const override { return false; }

 private:
  [[nodiscard]] std::string etc(const std::string& file) const { return (folder_ / "etc" / file).string(); }

  static std::string user() {
    const auto* const entry = ::getpwuid(::geteuid());
    return entry != nullptr ? entry->pw_name : "root";
  }

  void start_storage(const std::string& kind) {
    const auto port = free_port();
    write_file(etc(kind + ".conf"),
               fmt::format(storage, fmt::arg("at", folder_.path().string()), fmt::arg("port", port),
                           fmt::arg("user", user()), fmt::arg("kind", kind)));
    const auto ring = etc(kind + ".builder");
    run("swift-ring-builder", {ring, "create", "4", "1", "1"});
    run("swift-ring-builder", {ring, "add", fmt::format("r1z1-127.0.0.1:{}/d1", port), "1"});
    run("swift-ring-builder", {ring, "rebalance"});
    start_server(kind, kind + "-server", etc(kind + ".conf"));
  }

  void start_proxy(const std::string& name, std::uint16_t port, const std::string& tls) {
    write_file(etc(name + ".conf"),
               fmt::format(proxy, fmt::arg("at", folder_.path().string()), fmt::arg("port", port),
                           fmt::arg("user", user()), fmt::arg("secret", secret_key_), fmt::arg("tls", tls)));
    start_server(name, "proxy-server", etc(name + ".conf"));
  }

  // Swift reads /etc/swift/swift.conf wherever the rest lies; this machine's is not ours to write, so it is told
  // another.
  void start_server(const std::string& name, const std::string& kind, const std::string& conf) {
    start(name, "/usr/bin/python3",
          {"-c",
           "import sys; from swift.common import utils; from swift.common.wsgi import run_wsgi; "
           "utils.SWIFT_CONF_FILE = sys.argv[1]; sys.exit(run_wsgi(sys.argv[2], sys.argv[3]))",
           etc("swift.conf"), conf, kind});
  }
};

}  // namespace

std::unique_ptr<S3Server> start_swift() { return std::make_unique<Swift>(); }

}  // namespace runseal::test
