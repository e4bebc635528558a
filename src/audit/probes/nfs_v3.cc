// NFS 3: the port mapper and the MOUNT protocol, which list the exports and the security that each asks for.
#include <algorithm>

#include "audit/probes/nfs_questions.h"
#include "base/text.h"
#include "proto/nfs3.h"
#include "proto/nfs4.h"
#include "proto/portmap.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr std::uint16_t mount_usual_port = 20048;
constexpr std::uint32_t err_access = 13;  // NFS3ERR_ACCES
constexpr std::size_t most_mounts = 16;
constexpr std::size_t most_exports_kept = 64, most_clients_kept = 8, longest_kept = 120;

bool means_everyone(const std::string& client) {
  constexpr std::string_view words[] = {"*", "(everyone)", "everyone", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "::/0"};
  return std::ranges::find(words, client) != std::end(words);
}

bool open_to_everyone(const proto::MountExport& one) {
  return one.clients.empty() || std::ranges::any_of(one.clients, means_everyone);
}

// The path itself, or the closest folder above it.
const proto::MountExport* export_of(const std::vector<proto::MountExport>& exports, const std::string& path) {
  const proto::MountExport* best = nullptr;
  for (const auto& one : exports) {
    const bool above = path == one.path || path.starts_with(one.path.ends_with('/') ? one.path : one.path + "/");
    if (above && (best == nullptr || one.path.size() > best->path.size())) best = &one;
  }
  return best;
}

RpcQuestion port_mapper_question(std::string label, std::string words, std::uint32_t procedure, Bytes arguments) {
  return {std::move(label), std::move(words),       proto::portmap_program, proto::portmap_version,
          procedure,        proto::rpc_auth_none(), std::move(arguments)};
}

RpcQuestion mount_question(std::string label, std::string words, std::uint32_t procedure, Bytes arguments) {
  return {std::move(label), std::move(words),           proto::mount_program, proto::mount_version,
          procedure,        nfs_credential(nfs_nobody), std::move(arguments)};
}

class Version3 {
 public:
  explicit Version3(NfsContext& context) : context_(context), path_("/" + context.path) {}

  asio::awaitable<void> ask_port_mapper() {
    auto link = context_.link(proto::portmap_port, context_.limits.for_one_question());
    const auto dump = co_await link.call(
        port_mapper_question("rpcbind", "asked the port mapper for its list (DUMP)", proto::portmap_dump, {}));
    context_.fact("nfs.rpcbind", dump.reply ? "answered" : "silent", dump.exchange);
    if (!dump.reply) co_return;
    if (dump.success())
      if (const auto list = proto::parse_portmap_dump(dump.reply->results); list) read_list(*list, dump.exchange);
    if (!ports_.empty()) co_return;
    const auto tcp = proto::Transport::tcp;
    auto arguments = proto::portmap_getport_arguments(proto::mount_program, proto::mount_version, tcp);
    const auto port = co_await link.call(port_mapper_question(
        "rpcbind-mount", "asked the port mapper for MOUNT (GETPORT)", proto::portmap_getport, std::move(arguments)));
    if (!port.success()) co_return;
    if (const auto number = proto::parse_portmap_port(port.reply->results); number && *number != 0)
      ports_.push_back(*number);
  }

  asio::awaitable<void> ask_mount() {
    if (ports_.empty()) ports_ = {context_.address.port(), mount_usual_port};
    for (const auto port : ports_) {
      auto link = context_.link(port, context_.limits.for_one_question());
      link.want_reserved_port();
      const auto answer = co_await link.call(
          mount_question("mount-exports", "asked MOUNT for the exports (EXPORT)", proto::mount_export, {}));
      if (!answer.success()) continue;
      if (const auto exports = proto::parse_mount_exports(answer.reply->results); exports) {
        tell_exports(*exports, answer.exchange);
        if (!context_.path.empty()) co_await mount_path(link, *exports);
      }
      co_return;
    }
  }

 private:
  void read_list(const std::vector<proto::PortMapping>& list, const std::string& exchange) {
    bool udp = false;
    for (const auto& one : list) {
      const bool tcp = one.transport == proto::Transport::tcp;
      if (one.program == proto::mount_program && one.version == proto::mount_version && tcp) ports_ = {one.port};
      if (one.program == proto::nfs_program && !tcp) udp = true;
    }
    context_.fact("nfs.udp", udp, exchange);
  }

  void tell_exports(const std::vector<proto::MountExport>& exports, const std::string& exchange) const {
    auto list = Json::object();
    for (const auto& one : exports) {
      if (list.size() >= most_exports_kept) break;
      auto clients = Json::array();
      for (const auto& client : one.clients)
        if (clients.size() < most_clients_kept) clients.push_back(base::printable(client, longest_kept));
      list[base::printable(one.path, longest_kept)] = std::move(clients);
    }
    context_.fact("nfs.exports", std::move(list), exchange);
    if (context_.path.empty()) {
      context_.fact("nfs.open-to-everyone", std::ranges::any_of(exports, open_to_everyone), exchange);
    } else if (const auto* one = export_of(exports, path_)) {
      context_.fact("nfs.open-to-everyone", open_to_everyone(*one), exchange);
    }
  }

  // Mounts, and unmounts again what was mounted.
  asio::awaitable<std::optional<proto::Mounted>> mount(RpcLink& link, std::string label, std::string path) {
    auto answer =
        co_await link.call(mount_question(label, "asked MOUNT for " + base::printable(path, longest_kept) + " (MNT)",
                                          proto::mount_mnt, proto::mount_arguments(path)));
    if (!answer.success()) co_return std::nullopt;
    const auto mounted = proto::parse_mount_answer(answer.reply->results);
    if (!mounted) {
      link.spoil(answer, mounted.error());
      co_return std::nullopt;
    }
    link.judged(proto::mount_status_name(mounted->status));
    if (mounted->status == 0)
      (void)co_await link.call(
          mount_question(label + "-end", "unmounted it again (UMNT)", proto::mount_umnt, proto::mount_arguments(path)));
    co_return *mounted;
  }

  static std::vector<std::string> names_of(const proto::Mounted& mounted) {
    std::vector<std::string> names;
    for (const auto flavour : mounted.flavours) names.push_back(proto::rpc_flavour_name(flavour));
    return names;
  }

  asio::awaitable<void> mount_path(RpcLink& link, const std::vector<proto::MountExport>& exports) {
    const auto mounted = co_await mount(link, "mount", path_);
    if (!mounted) co_return;
    if (mounted->status == 0) {
      context_.fact("nfs.v3.mount", "accepted", "mount");
      if (!mounted->flavours.empty()) context_.fact("nfs.v3.flavours", names_of(*mounted), "mount");
      co_await ask_rights(*mounted);
    } else if (export_of(exports, path_) != nullptr) {
      context_.fact("nfs.v3.mount", "refused", "mount");
    } else {
      context_.fact("nfs.v3.mount", "not-found", "mount");
      co_await mount_the_others(link, exports);
    }
  }

  // The same files may have another name in version 3: what does every export there ask for? None: it was refused.
  asio::awaitable<void> mount_the_others(RpcLink& link, const std::vector<proto::MountExport>& exports) {
    if (exports.size() > most_mounts) co_return;
    auto told = Json::object();
    for (std::size_t i = 0; i < exports.size(); ++i) {
      const auto mounted = co_await mount(link, "mount-other-" + std::to_string(i + 1), exports[i].path);
      if (!mounted) co_return;
      told[std::to_string(i + 1) + " " + base::printable(exports[i].path, longest_kept)] = names_of(*mounted);
    }
    context_.fact("nfs.v3.elsewhere", std::move(told), "mount-exports");
  }

  asio::awaitable<std::optional<proto::Nfs3Access>> ask_access(RpcLink& link, std::string label, std::string who,
                                                               std::uint32_t user, Bytes handle) {
    RpcQuestion question{std::move(label),
                         "asked in clear what " + who + " may do there",
                         proto::nfs_program,
                         3,
                         proto::nfs3_access,
                         nfs_credential(user),
                         proto::nfs3_access_arguments(handle)};
    auto answer = co_await link.call(std::move(question));
    if (answer.reply && answer.reply->outcome == proto::RpcReply::Outcome::auth_error &&
        answer.reply->auth_status == proto::rpc_auth_too_weak)
      context_.fact("nfs.v3.plain", "refused", answer.exchange);
    if (!answer.success()) co_return std::nullopt;
    const auto access = proto::parse_nfs3_access(answer.reply->results);
    if (!access) {
      link.spoil(answer, access.error());
      co_return std::nullopt;
    }
    co_return *access;
  }

  asio::awaitable<void> ask_rights(proto::Mounted mounted) {
    auto link = context_.link(context_.address.port(), context_.limits.for_one_question());
    link.want_reserved_port();
    const auto nobody = co_await ask_access(link, "v3-access-nobody", "nobody", nfs_nobody, mounted.handle);
    if (!nobody) co_return;
    // version 3 has no word for "another security, please": Linux says that access is denied. Where the export lists
    // AUTH_SYS it may mean anything
    const bool lists_sys = std::ranges::count(mounted.flavours, proto::rpc_flavour_sys) > 0;
    if (nobody->status == proto::nfs4::err_wrongsec || (nobody->status == err_access && !lists_sys))
      context_.fact("nfs.v3.plain", "refused", "v3-access-nobody");
    if (nobody->status != 0) co_return;
    context_.fact("nfs.v3.plain", "served", "v3-access-nobody");
    const auto root = co_await ask_access(link, "v3-access-root", "root", nfs_root, mounted.handle);
    if (root && root->status == 0)
      tell_root(context_, nobody->granted, root->granted, root->owner == std::optional(0U), "v3-access-root");
  }

  NfsContext& context_;
  std::string path_;
  std::vector<std::uint16_t> ports_;  // where MOUNT may be
};

}  // namespace

asio::awaitable<void> ask_nfs3(NfsContext& context, bool served) {
  Version3 asked(context);
  co_await asked.ask_port_mapper();
  if (served) co_await asked.ask_mount();
}

}  // namespace runseal::audit
