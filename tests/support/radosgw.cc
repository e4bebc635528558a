#include <gtest/gtest.h>

#include <fmt/format.h>

#include "support/ports.h"
#include "support/s3_server.h"
#include "transfer/sinks/s3_client.h"

namespace runseal::test {
namespace {

// One of everything, in the foreground, in memory: enough for an S3 server that behaves as a large one does.
constexpr const char* configuration = R"([global]
fsid = 6d3b5d9e-1f0c-4c57-9f0a-0a4f6d1c7e11
mon initial members = a
mon host = v2:127.0.0.1:{mon}
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
public network = 127.0.0.0/8
ms bind port min = {osd}
ms bind port max = {osd_end}
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
run dir = {at}
admin socket = {at}/$name.asok
pid file = {at}/$name.pid
log file = {at}/log/$name.log
keyring = {at}/keyring
[mon.a]
mon data = {at}/mon
[osd.0]
osd data = {at}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
keyring = {at}/osd/keyring
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:{plain} ssl_endpoint=127.0.0.1:{tls} ssl_certificate={at}/tls.crt ssl_private_key={at}/tls.key
rgw dynamic resharding = false
rgw data = {at}/rgw
)";

class RadosGw : public S3Server {
 public:
  RadosGw() {
    for (const char* part : {"mon", "osd", "rgw", "log"}) std::filesystem::create_directories(folder_ / part);
    make_certificate();
    const auto mon = free_port();
    const auto osd = free_ports();
    plain_port_ = free_port();
    tls_port_ = free_port();
    write_file(conf(), fmt::format(configuration, fmt::arg("at", folder_.path().string()), fmt::arg("mon", mon),
                                   fmt::arg("osd", osd), fmt::arg("osd_end", osd + ports_of_osd - 1),
                                   fmt::arg("plain", plain_port_), fmt::arg("tls", tls_port_)));
    if (make_keys() && make_monitor(mon) && make_storage()) start_gateway();
  }

  [[nodiscard]] const char* name() const override { return "radosgw"; }
  [[nodiscard]] bool keeps_to_if_none_match() const override { return true; }

  [[nodiscard]] transfer::S3Options small_bucket() override {
    auto to = options({});
    to.bucket = "small" + std::to_string(++small_buckets_);
    to.credentials = {"AKSMALL", "SKSMALL0123456789", {}};
    if (small_buckets_ == 1)
      admin({"user", "create", small_account, "--display-name=small", "--access-key=" + to.credentials.access_key,
             "--secret-key=" + to.credentials.secret_key});
    EXPECT_TRUE(transfer::S3Client(to).done({.method = "PUT"}, "cannot make the bucket"));
    return to;
  }
  void let_hold(std::uint64_t bytes) override {
    const std::string scope = "--quota-scope=bucket";
    if (bytes > 0) admin({"quota", "set", small_account, scope, fmt::format("--max-size={}", bytes)});
    admin({"quota", bytes > 0 ? "enable" : "disable", small_account, scope});
  }

 private:
  static constexpr int ports_of_osd = 20;
  static constexpr const char* small_account = "--uid=small";
  // As many in a row, so that the system gives none of them away meanwhile: they are below its own.
  static int free_ports() {
    const auto first = free_port();
    for (int i = 1; i < ports_of_osd; ++i) (void)free_port();
    return first;
  }

  [[nodiscard]] std::string conf() const { return (folder_ / "ceph.conf").string(); }
  [[nodiscard]] std::string in(const char* part) const { return (folder_ / part).string(); }

  bool admin(std::vector<std::string> words) {
    words.insert(words.begin(), {"-c", conf(), "-n", "client.admin"});
    return run("radosgw-admin", words);
  }

  bool make_keys() {
    const auto add = [&](const char* name, const std::vector<std::string>& may) {
      std::vector<std::string> arguments{in("keyring"), "--gen-key", "-n", name};
      if (!std::filesystem::exists(in("keyring"))) arguments.insert(arguments.begin(), "--create-keyring");
      for (const auto& word : may) arguments.push_back(word);
      return run("ceph-authtool", arguments);
    };
    return add("mon.", {"--cap", "mon", "allow *"}) &&
           add("client.admin", {"--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *"}) &&
           add("client.rgw.a", {"--cap", "mon", "allow rwx", "--cap", "osd", "allow rwx"});
  }

  bool make_monitor(std::uint16_t port) {
    if (!run("monmaptool", {"--create", "--addv", "a", fmt::format("[v2:127.0.0.1:{}]", port), "--fsid",
                            "6d3b5d9e-1f0c-4c57-9f0a-0a4f6d1c7e11", in("monmap")}) ||
        !run("ceph-mon", {"-c", conf(), "--mkfs", "-i", "a", "--monmap", in("monmap"), "--keyring", in("keyring")}))
      return false;
    start("mon", "ceph-mon", {"-c", conf(), "-i", "a", "-f"});
    return true;
  }

  bool make_storage() {
    const auto ceph = [&](std::vector<std::string> words) {
      words.insert(words.begin(), {"-c", conf(), "--connect-timeout", "20"});
      return run("ceph", words);
    };
    const std::string id = "b1a1a9d0-53c1-4c41-9d4e-3f1f5d0f2a01";
    if (!ceph({"osd", "new", id}) ||
        !run("ceph-authtool", {"--create-keyring", in("osd/keyring"), "--gen-key", "-n", "osd.0", "--cap", "mon",
                               "allow profile osd", "--cap", "osd", "allow *"}) ||
        !ceph({"auth", "add", "osd.0", "-i", in("osd/keyring")}) ||
        !run("ceph-osd", {"-c", conf(), "-i", "0", "--mkfs", "--osd-uuid", id}))
      return false;
    start("osd", "ceph-osd", {"-c", conf(), "-i", "0", "-f"});
    return true;
  }

  void start_gateway() {
    if (!admin({"user", "create", "--uid=test", "--display-name=test", "--access-key=" + access_key_,
                "--secret-key=" + secret_key_}))
      return;
    start("rgw", "radosgw", {"-c", conf(), "-n", "client.rgw.a", "-f"});
    wait_for_answers();
  }

  int small_buckets_ = 0;
};

}  // namespace

std::unique_ptr<S3Server> start_radosgw() { return std::make_unique<RadosGw>(); }

}  // namespace runseal::test
