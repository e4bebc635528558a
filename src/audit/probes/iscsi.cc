#include "audit/probes/iscsi.h"

#include <boost/asio/this_coro.hpp>

#include "audit/talk.h"
#include "base/text.h"
#include "proto/iscsi.h"

namespace runseal::audit {
namespace asio = boost::asio;
using proto::IscsiStage;

namespace {

constexpr std::size_t most_targets = 8;
constexpr const char* own_name = "InitiatorName=iqn.2024-05.invalid.runseal:runseal-probe";
// Class 2, our fault (RFC 7143 11.13.5).
constexpr int initiator_error = 2;

using Keys = std::vector<std::string>;

class Conversation {
 public:
  Conversation(asio::any_io_executor executor, base::Endpoint endpoint, Address address, Limits limits,
               model::Observation& into)
      : executor_(std::move(executor)),
        endpoint_(std::move(endpoint)),
        address_(std::move(address)),
        limits_(limits),
        into_(into) {}

  asio::awaitable<void> run() {
    std::vector<std::string> targets;
    if (!co_await discover(targets)) co_return;
    into_.complete = true;
    if (!endpoint_.path.empty()) targets.assign(1, endpoint_.path);
    if (targets.size() > most_targets) {
      into_.facts["iscsi.targets-not-asked"] = {targets.size() - most_targets, "targets"};
      targets.resize(most_targets);
    }
    for (const auto& target : targets) {
      const auto door = co_await door_of(target);
      if (door.empty()) continue;
      doors_[target] = door;
      into_.facts["iscsi.doors"] = {doors_, "login-" + target};
    }
  }

 private:
  // A session that can only list targets (RFC 7143 4.3). Without a password; false when no iSCSI was spoken.
  asio::awaitable<bool> discover(std::vector<std::string>& targets) {
    Talk talk(executor_, address_, limits_, into_);
    const Keys who{own_name, "SessionType=Discovery", "AuthMethod=None"};
    const auto login = co_await ask_login(talk, "discovery", "asked to list targets, without a password", who,
                                          IscsiStage::security, IscsiStage::operational, limits_);
    if (!login) co_return false;
    into_.facts["iscsi.spoken"] = {true, "discovery"};
    into_.facts["iscsi.discovery"] = {login->status_class == 0 ? "open" : "refused", "discovery"};
    if (login->status_class != 0 || !login->goes_on) co_return true;
    const Keys settled{"HeaderDigest=None", "DataDigest=None"};
    const auto limits = limits_.for_one_question();
    const auto begun = co_await ask_login(talk, "discovery-begun", "went on, without checksums", settled,
                                          IscsiStage::operational, IscsiStage::full_feature, limits);
    if (!begun || begun->status_class != 0 || !begun->goes_on) co_return true;
    const auto request = proto::iscsi_send_targets(3, begun->number);
    const Framing framing = proto::iscsi_pdu_size;
    const auto told = co_await talk.ask("targets", "asked for the names of all targets", request, framing);
    if (told.outcome != Outcome::answered) co_return true;
    const auto names = proto::parse_iscsi_targets(told.message);
    if (!names) {
      (void)talk.malformed(names.error());
      co_return true;
    }
    for (const auto& name : *names)
      if (base::printable(name, 223) == name) targets.push_back(name);  // 4.2.7.1
    into_.facts["iscsi.targets"] = {targets, "targets"};
    co_return true;
  }

  // "open", "chap", "refused", or nothing where it was not answered. The session never begins: the target says already
  // in the first stage whether it takes the lack of a password.
  asio::awaitable<std::string> door_of(std::string target) {
    const auto none = co_await offer(target, "None", "login-");
    if (!none) co_return "";
    const auto chosen = none->keys.find("AuthMethod");
    const bool none_taken = chosen == none->keys.end() || chosen->second == "None";
    if (none->status_class == 0 && none->goes_on && none_taken) co_return "open";
    if (none->status_class != 0 && none->status_class != initiator_error) co_return "";
    const auto chap = co_await offer(target, "CHAP", "login-chap-");
    if (!chap) co_return "";
    const auto method = chap->keys.find("AuthMethod");
    co_return chap->status_class == 0 && method != chap->keys.end() && method->second == "CHAP" ? "chap" : "refused";
  }

  asio::awaitable<std::optional<proto::IscsiLogin>> offer(std::string target, std::string method, std::string label) {
    const auto limits = limits_.for_one_question();
    Talk talk(executor_, address_, limits, into_);
    const Keys keys{own_name, "SessionType=Normal", "TargetName=" + target, "AuthMethod=" + method};
    const auto question = "began to log in to " + target + ", offering " + method + " alone";
    co_return co_await ask_login(talk, label + target, question, keys, IscsiStage::security, IscsiStage::operational,
                                 limits);
  }

  asio::awaitable<std::optional<proto::IscsiLogin>> ask_login(Talk& talk, std::string label, std::string question,
                                                              Keys keys, IscsiStage from, IscsiStage to,
                                                              Limits limits) {
    const auto request = proto::iscsi_login_request(keys, from, to, 1);
    const Framing framing = proto::iscsi_pdu_size;
    const auto told = co_await talk.ask(label, question, request, framing);
    if (told.outcome != Outcome::answered) {
      give_up(words_for(told.outcome, told.detail, limits.allowed, "iSCSI"));
      co_return std::nullopt;
    }
    auto login = proto::parse_iscsi_login(told.message);
    if (login) co_return *std::move(login);
    give_up(talk.malformed(login.error()));
    co_return std::nullopt;
  }

  void give_up(const std::string& why) {
    if (!into_.complete && into_.failure.empty()) into_.failure = why;
  }

  asio::any_io_executor executor_;
  base::Endpoint endpoint_;
  Address address_;
  Limits limits_;
  model::Observation& into_;
  Json doors_ = Json::object();
};

class IscsiProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {"iscsi",
            {"iscsi"},
            3260,
            "up to 17 connections, one after another: a session that only lists targets; then, for the target named in "
            "the address or else for each listed one (at most 8), the first message of a login without a password, and "
            "where that is refused, of one with CHAP. No password is tried, no session to a target begins, nothing is "
            "read or written. It calls itself \"runseal-probe\"."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, endpoint, address, limits, into);
    co_await conversation.run();
  }
};

}  // namespace

std::unique_ptr<Probe> iscsi_probe() { return std::make_unique<IscsiProbe>(); }

}  // namespace runseal::audit
