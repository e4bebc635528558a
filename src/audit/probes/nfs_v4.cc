// NFS 4: the security that an export asks for, and whether calls that nothing protects are served.
#include <algorithm>

#include "audit/probes/nfs_questions.h"
#include "base/random.h"
#include "base/text.h"
#include "proto/nfs3.h"
#include "proto/nfs4.h"

namespace runseal::audit {
namespace asio = boost::asio;
namespace nfs4 = proto::nfs4;
using Parts = std::vector<std::string>;

namespace {

struct Nfs4Told {
  RpcAnswer rpc;
  std::optional<proto::Nfs4Answer> answer;
};

// Minor version 0 has no sessions; 1 and 2 want one first.
class Nfs4Talk {
 public:
  Nfs4Talk(RpcLink& link, std::uint32_t minor) : link_(link), minor_(minor) {}

  proto::Nfs4Compound begin() {
    proto::Nfs4Compound compound(minor_);
    if (minor_ > 0) compound.sequence(session_, ++number_);
    return compound;
  }

  asio::awaitable<Nfs4Told> ask(std::string label, std::string words, std::uint32_t user, Bytes arguments) {
    RpcQuestion question{std::move(label),     std::move(words),     proto::nfs_program,  4,
                         proto::nfs4_compound, nfs_credential(user), std::move(arguments)};
    Nfs4Told told;
    told.rpc = co_await link_.call(std::move(question));
    if (!told.rpc.success()) co_return told;
    auto answer = proto::parse_nfs4_answer(told.rpc.reply->results);
    if (answer) {
      link_.judged(nfs4::status_name(answer->status));
      told.answer = std::move(*answer);
    } else {
      link_.spoil(told.rpc, answer.error());
    }
    co_return told;
  }

  // Nothing to do for minor version 0.
  asio::awaitable<Nfs4Told> open() {
    Nfs4Told told;
    told.answer.emplace();
    if (minor_ == 0) co_return told;
    proto::Nfs4Compound introduce(minor_);
    introduce.exchange_id("runseal-probe " + base::random_id(), 1);
    told = co_await ask("v4-client", "introduced itself (EXCHANGE_ID)", nfs_nobody, introduce.arguments());
    const auto* client = told.answer ? told.answer->of(nfs4::op_exchange_id) : nullptr;
    if (client == nullptr || client->status != nfs4::ok) co_return told;
    client_ = client->client_id;
    proto::Nfs4Compound create(minor_);
    create.create_session(*client_, client->client_sequence);
    told = co_await ask("v4-session", "opened a session (CREATE_SESSION)", nfs_nobody, create.arguments());
    const auto* session = told.answer ? told.answer->of(nfs4::op_create_session) : nullptr;
    if (session != nullptr && session->status == nfs4::ok) {
      session_ = session->session;
      open_ = true;
    }
    co_return told;
  }

  asio::awaitable<void> close() {
    if (open_) {
      proto::Nfs4Compound end(minor_);
      end.destroy_session(session_);
      (void)co_await ask("v4-session-end", "ended the session (DESTROY_SESSION)", nfs_nobody, end.arguments());
    }
    if (client_) {
      proto::Nfs4Compound leave(minor_);
      leave.destroy_client(*client_);
      (void)co_await ask("v4-client-end", "took leave (DESTROY_CLIENTID)", nfs_nobody, leave.arguments());
    }
  }

 private:
  RpcLink& link_;
  std::uint32_t minor_;
  std::uint32_t number_ = 0;
  std::optional<std::uint64_t> client_;
  proto::Nfs4SessionId session_{};
  bool open_ = false;
};

class ExportOfVersion4 {
 public:
  ExportOfVersion4(NfsContext& context, RpcLink& link, std::uint32_t minor)
      : context_(context), link_(link), talk_(link, minor), parts_(context.path_parts()) {}

  asio::awaitable<void> run() {
    const auto opened = co_await talk_.open();
    if (!opened.answer || opened.answer->status != nfs4::ok) {
      give_up(opened);
      co_return;
    }
    if (const auto depth = co_await ask_security(parts_.size()); depth == parts_.size()) co_await ask_rights();
    co_await talk_.close();
  }

 private:
  // SECINFO of the first `depth` parts. Where the way there asks for more than AUTH_SYS, of the part that does. Gives
  // back how many parts it told about; 0: none.
  asio::awaitable<std::size_t> ask_security(std::size_t depth) {
    if (depth == 0) co_return 0;
    const bool whole = depth == parts_.size();
    auto compound = talk_.begin();
    compound.put_root();
    for (std::size_t i = 0; i + 1 < depth; ++i) compound.lookup(parts_[i]);
    compound.secinfo(parts_[depth - 1]);
    const Parts asked(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(depth));
    const auto path = "/" + base::join(asked, "/");
    const auto told = co_await talk_.ask(whole ? "v4-secinfo" : "v4-secinfo-above", "asked for the security of " + path,
                                         nfs_nobody, compound.arguments());
    if (link_.has_reserved_port()) context_.fact("nfs.source-port", "reserved", told.rpc.exchange);
    if (!told.answer) {
      give_up(told);
      co_return 0;
    }
    const auto* security = told.answer->of(nfs4::op_secinfo);
    if (security != nullptr && security->status == nfs4::ok) {
      if (whole) context_.fact("nfs.v4.export", "found", told.rpc.exchange);
      if (!whole)
        context_.fact("nfs.v4.way", {{path, security->flavours}}, told.rpc.exchange);
      else if (!security->flavours.empty())
        context_.fact("nfs.v4.flavours", security->flavours, told.rpc.exchange);
      co_return depth;
    }
    const auto stopped_at = static_cast<std::size_t>(
        std::ranges::count(told.answer->results, nfs4::op_lookup, &proto::Nfs4Result::operation));
    if (told.answer->status == nfs4::err_wrongsec && stopped_at > 0 && stopped_at < depth)
      co_return co_await ask_security(stopped_at);
    switch (told.answer->status) {
      case nfs4::err_noent: context_.fact("nfs.v4.export", "not-found", told.rpc.exchange); break;
      case nfs4::err_perm:
      case nfs4::err_access: context_.fact("nfs.v4.export", "refused", told.rpc.exchange); break;
      default: give_up(told);
    }
    co_return 0;
  }

  asio::awaitable<Nfs4Told> ask_access(std::string label, std::string who, std::uint32_t user) {
    auto compound = talk_.begin();
    compound.put_root();
    for (const auto& part : parts_) compound.lookup(part);
    compound.access().owner();
    co_return co_await talk_.ask(std::move(label), "asked in clear what " + who + " may do there", user,
                                 compound.arguments());
  }

  asio::awaitable<void> ask_rights() {
    const auto nobody = co_await ask_access("v4-access-nobody", "nobody", nfs_nobody);
    if (!nobody.answer) {
      give_up(nobody);
      co_return;
    }
    if (nobody.answer->status == nfs4::err_wrongsec) context_.fact("nfs.v4.plain", "refused", nobody.rpc.exchange);
    if (nobody.answer->status != nfs4::ok) co_return;
    context_.fact("nfs.v4.plain", "served", nobody.rpc.exchange);
    const auto root = co_await ask_access("v4-access-root", "root", nfs_root);
    if (!root.answer || root.answer->status != nfs4::ok) co_return;
    const auto granted = [](const Nfs4Told& told) {
      const auto* access = told.answer->of(nfs4::op_access);
      return access == nullptr ? 0U : access->granted.value_or(0);
    };
    const auto* attributes = root.answer->of(nfs4::op_getattr);
    const auto owner = attributes == nullptr ? std::string() : attributes->owner;
    tell_root(context_, granted(nobody), granted(root), owner == "0" || owner == "root" || owner.starts_with("root@"),
              root.rpc.exchange);
  }

  void give_up(const Nfs4Told& told) {
    if (!told.answer) return context_.leave_open(told.rpc);
    if (context_.undecided.empty())
      context_.undecided =
          "on the question " + told.rpc.exchange + ", it answered " + nfs4::status_name(told.answer->status);
  }

  NfsContext& context_;
  RpcLink& link_;
  Nfs4Talk talk_;
  Parts parts_;
};

}  // namespace

asio::awaitable<void> ask_nfs4_export(NfsContext& context, std::uint32_t minor) {
  auto link = context.link(context.address.port(), context.limits);
  link.want_reserved_port();
  ExportOfVersion4 asked(context, link, minor);
  co_await asked.run();
}

}  // namespace runseal::audit
