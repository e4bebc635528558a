// Real S3 servers for tests: on 127.0.0.1, everything below one temporary folder, gone with their object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/process.h"
#include "support/temporary.h"
#include "transfer/sinks/s3_address.h"

namespace runseal::test {

class S3Server {
 public:
  virtual ~S3Server() = default;
  S3Server() = default;
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;

  [[nodiscard]] virtual const char* name() const = 0;
  [[nodiscard]] virtual bool keeps_to_if_none_match() const = 0;
  [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
  [[nodiscard]] std::uint16_t plain_port() const { return plain_port_; }
  [[nodiscard]] std::string ca() const { return (folder_ / "tls.crt").string(); }
  // Over TLS, with the right credentials, for the bucket "runs", which is there.
  [[nodiscard]] transfer::S3Options options(const std::string& prefix) const;
  // Of another account, a new bucket each time; and how many bytes each of its buckets holds, 0: as many as there is
  // room for. Of radosgw.
  [[nodiscard]] virtual transfer::S3Options small_bucket() { return options({}); }
  virtual void let_hold(std::uint64_t /*bytes*/) {}
  [[nodiscard]] std::string logs() const;

 protected:
  void make_certificate();
  // Waits until it answers; then makes the bucket "runs".
  void wait_for_answers();
  void start(const std::string& name, const std::string& program, const std::vector<std::string>& arguments);
  // Runs it to its end. False, and a failed test: it said no.
  bool run(const std::string& program, const std::vector<std::string>& arguments);

  TemporaryFolder folder_;
  std::uint16_t tls_port_ = 0;
  std::uint16_t plain_port_ = 0;
  std::string access_key_ = "AKTEST";
  std::string secret_key_ = "SKTEST0123456789";
  std::vector<base::Child> children_;
};

// Ceph's radosgw over one monitor and one OSD in memory.
[[nodiscard]] std::unique_ptr<S3Server> start_radosgw();
// OpenStack Swift with s3api and tempauth.
[[nodiscard]] std::unique_ptr<S3Server> start_swift();

// Each is started once for a test program, when it is first asked for.
[[nodiscard]] S3Server& radosgw();
[[nodiscard]] S3Server& swift();

}  // namespace runseal::test
