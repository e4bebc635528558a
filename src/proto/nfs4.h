// NFS version 4: COMPOUND (RFC 7530 section 15.2, RFC 8881 section 16.2), with the operations that tell which security
// an export asks for (SECINFO: RFC 7530 section 16.31, RFC 8881 section 18.29) and what may be done (ACCESS), and the
// session that minor versions 1 and 2 want first (RFC 8881 sections 18.35 to 18.37, 18.46, 18.50).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::uint32_t nfs4_compound = 1;

namespace nfs4 {
constexpr std::uint32_t op_access = 3, op_getattr = 9, op_lookup = 15, op_putrootfh = 24, op_secinfo = 33,
                        op_exchange_id = 42, op_create_session = 43, op_destroy_session = 44, op_sequence = 53,
                        op_destroy_clientid = 57;

constexpr std::uint32_t ok = 0, err_perm = 1, err_noent = 2, err_access = 13, err_wrongsec = 10016,
                        err_minor_version_mismatch = 10021, err_op_not_in_session = 10071;
[[nodiscard]] std::string status_name(std::uint32_t status);
}  // namespace nfs4

using Nfs4SessionId = std::array<std::uint8_t, 16>;

// The arguments of a COMPOUND, one operation after another.
class Nfs4Compound {
 public:
  explicit Nfs4Compound(std::uint32_t minor) : minor_(minor) {}

  Nfs4Compound& put_root();
  Nfs4Compound& lookup(std::string_view name);
  Nfs4Compound& secinfo(std::string_view name);
  Nfs4Compound& access();
  Nfs4Compound& owner();  // GETATTR of the owner alone
  Nfs4Compound& exchange_id(std::string_view client, std::uint64_t verifier);
  Nfs4Compound& create_session(std::uint64_t client_id, std::uint32_t sequence);
  Nfs4Compound& sequence(const Nfs4SessionId& session, std::uint32_t number);
  Nfs4Compound& destroy_session(const Nfs4SessionId& session);
  Nfs4Compound& destroy_client(std::uint64_t client_id);

  [[nodiscard]] Bytes arguments() const;

 private:
  base::Writer& operation(std::uint32_t code);

  std::uint32_t minor_;
  std::uint32_t count_ = 0;
  base::Writer operations_;
};

// One operation's answer; what it does not tell is empty.
struct Nfs4Result {
  std::uint32_t operation = 0;
  std::uint32_t status = 0;
  std::vector<std::string> flavours;     // SECINFO, in the server's order: "sys", "krb5p", "gss with another mechanism"
  std::optional<std::uint32_t> granted;  // ACCESS
  std::string owner;                     // GETATTR: "root", "0", "root@example.org"
  std::uint64_t client_id = 0;           // EXCHANGE_ID
  std::uint32_t client_sequence = 0;     // EXCHANGE_ID
  Nfs4SessionId session{};               // CREATE_SESSION
};

struct Nfs4Answer {
  std::uint32_t status = 0;  // of the last operation that was done
  std::vector<Nfs4Result> results;

  [[nodiscard]] const Nfs4Result* of(std::uint32_t operation) const;  // its last
};
// Errors: invalid, limit.
[[nodiscard]] Result<Nfs4Answer> parse_nfs4_answer(ByteView results);

}  // namespace runseal::proto
