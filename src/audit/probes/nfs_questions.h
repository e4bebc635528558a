// The questions of the NFS probe. Each adds the facts that it settles, and says so where one that decides stayed open.
#pragma once

#include <vector>

#include "audit/probes/rpc_link.h"
#include "audit/probes/tls_questions.h"

namespace runseal::audit {

struct NfsContext {
  boost::asio::any_io_executor executor;
  Address address;
  Limits limits;
  std::string path;  // of the export, without the leading slash; may be empty
  model::Observation& into;
  std::string undecided;  // the first question that decides and was not answered; empty: none

  [[nodiscard]] RpcLink link(std::uint16_t port, Limits within) const;
  [[nodiscard]] std::vector<std::string> path_parts() const;
  void fact(const std::string& id, Json value, const std::string& exchange) const;
  void leave_open(const RpcAnswer& answer);
};

// Claims to be this user, with nothing to prove it: AUTH_SYS from the machine "runseal-probe".
inline constexpr std::uint32_t nfs_nobody = 65'534, nfs_root = 0;
[[nodiscard]] proto::RpcCredential nfs_credential(std::uint32_t user);

// "nfs.v4.export", "nfs.v4.flavours", "nfs.v4.plain", "nfs.root"; or "nfs.v4.way" where Kerberos is asked for on the
// way.
boost::asio::awaitable<void> ask_nfs4_export(NfsContext& context, std::uint32_t minor);
// By the port mapper, and the MOUNT protocol where version 3 is served: "nfs.rpcbind", "nfs.udp", "nfs.exports",
// "nfs.open-to-everyone", "nfs.v3.mount", "nfs.v3.flavours", "nfs.v3.elsewhere", "nfs.v3.plain", "nfs.root".
boost::asio::awaitable<void> ask_nfs3(NfsContext& context, bool served);

// Connections on which the server has agreed to speak TLS next (RFC 9289 section 4.1). `into` must outlive it.
[[nodiscard]] OpenTls nfs_tls(boost::asio::any_io_executor executor, const Address& address, std::uint32_t version,
                              model::Observation& into);

// "nfs.root": a client's root may write where nobody may not, and the folder belongs to root.
void tell_root(const NfsContext& context, std::uint32_t nobody_may, std::uint32_t root_may, bool owned_by_root,
               const std::string& exchange);

}  // namespace runseal::audit
