#include "audit/probes/nfs.h"

#include <algorithm>
#include <set>

#include <boost/asio/this_coro.hpp>

#include "audit/probes/nfs_questions.h"
#include "base/text.h"
#include "proto/nfs3.h"
#include "proto/nfs4.h"

namespace runseal::audit {
namespace asio = boost::asio;
using ReplyOutcome = proto::RpcReply::Outcome;

namespace {

constexpr std::size_t most_parts = 32;

// yes, no, or not known
std::optional<bool> served(const RpcAnswer& answer) {
  if (answer.success()) return true;
  if (!answer.reply) return std::nullopt;
  const auto outcome = answer.reply->outcome;
  if (outcome == ReplyOutcome::version_mismatch || outcome == ReplyOutcome::program_unavailable) return false;
  return std::nullopt;
}

bool refused_as_too_weak(const RpcAnswer& answer) {
  return answer.reply && answer.reply->outcome == ReplyOutcome::auth_error &&
         answer.reply->auth_status == proto::rpc_auth_too_weak;
}

class Conversation {
 public:
  Conversation(NfsContext context, TlsTarget target) : context_(std::move(context)), target_(std::move(target)) {}

  asio::awaitable<void> run() {
    auto link = context_.link(context_.address.port(), context_.limits);
    for (const std::uint32_t version : {3U, 4U, 2U}) {
      co_await ask_version(link, version);
      if (answers_.front().outcome != Outcome::answered) break;  // not there, or something else: left in peace
    }
    if (context_.undecided.empty() && served_.contains(4)) co_await ask_minor_versions(link);
    if (context_.undecided.empty()) co_await ask_the_rest();
    conclude();
  }

 private:
  asio::awaitable<void> ask_version(RpcLink& link, std::uint32_t version) {
    RpcQuestion question{"null-" + std::to_string(version),
                         "called nothing (NULL) of NFS " + std::to_string(version),
                         proto::nfs_program,
                         version,
                         0,
                         proto::rpc_auth_none(),
                         {}};
    auto answer = co_await link.call(std::move(question));
    answers_.push_back(answer);
    if (refused_as_too_weak(answer)) co_return;
    const auto told = served(answer);
    if (!told) context_.leave_open(answer);
    if (told == std::optional(true)) served_.insert(version);
  }

  asio::awaitable<void> ask_minor_versions(RpcLink& link) {
    for (std::uint32_t minor = 0; minor <= 2 && context_.undecided.empty(); ++minor) {
      proto::Nfs4Compound compound(minor);
      compound.put_root();
      RpcQuestion question{"minor-" + std::to_string(minor),
                           "asked NFS 4." + std::to_string(minor) + " for its root",
                           proto::nfs_program,
                           4,
                           proto::nfs4_compound,
                           nfs_credential(nfs_nobody),
                           compound.arguments()};
      auto answer = co_await link.call(std::move(question));
      if (answer.success()) {
        const auto told = proto::parse_nfs4_answer(answer.reply->results);
        if (!told) {
          link.spoil(answer, told.error());
        } else {
          link.judged(proto::nfs4::status_name(told->status));
          if (told->status != proto::nfs4::err_minor_version_mismatch) minors_.push_back(minor);
          continue;
        }
      }
      context_.leave_open(answer);
    }
  }

  asio::awaitable<void> ask_the_rest() {
    co_await ask_for_tls();
    if (!minors_.empty() && !context_.path.empty()) co_await ask_nfs4_export(context_, minors_.front());
    co_await ask_nfs3(context_, served_.contains(3));
    if (!tls_) co_return;
    auto open = nfs_tls(context_.executor, context_.address, null_version(), context_.into);
    (void)co_await ask_tls(std::move(open), target_, context_.limits, context_.into);
  }

  [[nodiscard]] std::uint32_t null_version() const { return served_.contains(3) && !served_.contains(4) ? 3 : 4; }

  // A server that hangs up on the question or turns it away does not speak TLS; one that is silent is not known to.
  asio::awaitable<void> ask_for_tls() {
    auto link = context_.link(context_.address.port(), context_.limits.for_one_question());
    RpcQuestion question{"tls",
                         "asked whether it speaks TLS (NULL with AUTH_TLS)",
                         proto::nfs_program,
                         null_version(),
                         0,
                         proto::rpc_auth_tls(),
                         {}};
    const auto answer = co_await link.call(std::move(question));
    const bool hung_up = answer.outcome == Outcome::closed || answer.outcome == Outcome::reset;
    if (!answer.reply && !hung_up) co_return;
    tls_ = answer.reply && answer.reply->start_tls;
    context_.fact("nfs.tls", tls_, "tls");
  }

  void conclude() {
    if (!context_.undecided.empty()) {
      context_.into.failure = context_.undecided;
      return;
    }
    const bool all_too_weak = std::ranges::all_of(answers_, refused_as_too_weak);
    if (all_too_weak && tls_) {  // nothing is said without TLS
      context_.fact("nfs.plain", "refused", answers_.front().exchange);
      context_.into.complete = true;
      return;
    }
    if (std::ranges::any_of(answers_, refused_as_too_weak)) {
      context_.into.failure = tls_ ? "turns some calls without TLS away and not others"
                                   : "turns calls without authentication away, and does not offer TLS";
      return;
    }
    auto versions = Json::array();
    for (const std::uint32_t version : {2U, 3U})
      if (served_.contains(version)) versions.push_back(std::to_string(version));
    for (const auto minor : minors_) versions.push_back("4." + std::to_string(minor));
    if (versions.empty()) {
      context_.into.failure = "serves no version of NFS that runseal knows";
      return;
    }
    context_.fact("nfs.versions", versions, minors_.empty() ? "null-3" : "minor-0");
    context_.into.complete = true;
  }

  NfsContext context_;
  TlsTarget target_;
  std::vector<RpcAnswer> answers_;  // to NULL
  std::set<std::uint32_t> served_;
  std::vector<std::uint32_t> minors_;
  bool tls_ = false;
};

class NfsProbe final : public Probe {
 public:
  explicit NfsProbe(ProbeSettings settings) : settings_(std::move(settings)) {}

  ProbeInfo describe() const override {
    return {"nfs",
            {"nfs"},
            2049,
            "up to 9 connections, one after another: a call of nothing for NFS 2, 3 and 4 and for TLS; NFS 4 is asked "
            "for its root in each minor version, for the security of the path in the address (SECINFO), and what may "
            "be done there (ACCESS) as nobody and as root, by the machine name \"runseal-probe\"; where only NFS 4.1 "
            "or 4.2 is served, in a session that is ended again. The port mapper (port 111) is asked for its list; "
            "where NFS 3 is served, MOUNT for the exports, and to mount the path and unmount it again, which shows in "
            "the server's log. Where TLS is offered: what it accepts, in some 30 to 100 further connections that end "
            "after the server's first answer. Nothing is read or written, no password is tried."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(NfsContext{executor, address, limits, endpoint.path, into, {}},
                              TlsTarget(endpoint.host, settings_.trust));
    co_await conversation.run();
  }

 private:
  ProbeSettings settings_;
};

}  // namespace

RpcLink NfsContext::link(std::uint16_t port, Limits within) const {
  return {executor, Address(address.address(), port), within, into};
}

std::vector<std::string> NfsContext::path_parts() const {
  auto parts = base::split(path, '/');
  std::erase(parts, "");
  if (parts.size() > most_parts) parts.clear();
  return parts;
}

void NfsContext::fact(const std::string& id, Json value, const std::string& exchange) const {
  into.facts[id] = {std::move(value), exchange};
}

void NfsContext::leave_open(const RpcAnswer& answer) {
  if (!undecided.empty()) return;
  undecided = answer.reply && answer.outcome == Outcome::answered
                  ? "on the question " + answer.exchange + ", it " + words_for(*answer.reply)
                  : words_for(answer.outcome, answer.detail, limits.allowed, "NFS");
}

proto::RpcCredential nfs_credential(std::uint32_t user) { return proto::rpc_auth_sys(user, user, "runseal-probe"); }

void tell_root(const NfsContext& context, std::uint32_t nobody_may, std::uint32_t root_may, bool owned_by_root,
               const std::string& exchange) {
  constexpr auto write = proto::access_modify | proto::access_extend;
  if (owned_by_root && (root_may & write) == write && (nobody_may & write) == 0)
    context.fact("nfs.root", "kept", exchange);
}

std::unique_ptr<Probe> nfs_probe(ProbeSettings settings) { return std::make_unique<NfsProbe>(std::move(settings)); }

}  // namespace runseal::audit
