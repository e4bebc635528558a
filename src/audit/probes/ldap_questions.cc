#include "audit/probes/ldap_questions.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace asio = boost::asio;
using proto::LdapMessage;

namespace {

constexpr int most_messages = 8;  // of the answer to a question about one entry
constexpr std::size_t most_contexts = 8;

const std::vector<std::string_view> of_the_root_dse{"namingContexts",     "supportedSASLMechanisms",
                                                    "supportedExtension", "supportedCapabilities",
                                                    "vendorName",         "vendorVersion"};
const std::vector<std::string_view> nothing_of_it{"1.1"};

std::string words_of(const proto::LdapResult& result) {
  auto words = "answered: " + proto::name(result.code);
  if (!result.diagnostic.empty()) words += " (" + base::printable(result.diagnostic, 160) + ")";
  return words;
}

Error out_of_place() { return {ErrorCode::invalid, "an answer to something that was not asked", {}, {}}; }

}  // namespace

asio::awaitable<LdapAnswer> LdapTalk::ask(std::string label, std::string question, Bytes message,
                                          LdapMessage::Kind end) {
  LdapAnswer answer;
  answer.exchange = label;
  const auto failed = [&](const Error& error) {
    answer.outcome = Outcome::malformed;
    answer.detail = talk_.malformed(error);
  };
  for (int i = 0; i < most_messages; ++i) {
    auto told = co_await talk_.ask(label, question, std::move(message), proto::ldap_message_size);
    label = answer.exchange + "-more";
    question = "listened on";
    message.clear();
    answer.outcome = told.outcome;
    answer.detail = told.detail;
    if (told.outcome != Outcome::answered) co_return answer;
    auto parsed = proto::parse_ldap_message(told.message);
    if (!parsed) {
      failed(parsed.error());
      co_return answer;
    }
    if (parsed->extended_name == proto::ldap_notice_of_disconnection) {  // RFC 4511 4.4.1
      answer.outcome = Outcome::closed;
      talk_.judged(words_of(*parsed->result));
      co_return answer;
    }
    const bool may_come_before = parsed->kind == LdapMessage::Kind::entry ||
                                 parsed->kind == LdapMessage::Kind::reference ||
                                 parsed->kind == LdapMessage::Kind::intermediate;
    if (parsed->id != id_ || (parsed->kind != end && !may_come_before)) {
      failed(out_of_place());
      co_return answer;
    }
    if (parsed->kind == end) {
      talk_.judged(words_of(*parsed->result));
      answer.result = parsed->result;
      co_return answer;
    }
    if (parsed->kind == LdapMessage::Kind::entry) answer.entry = *std::move(parsed);
  }
  failed({ErrorCode::limit, "its answer has no end", {}, {}});
  co_return answer;
}

asio::awaitable<LdapAnswer> LdapTalk::read(std::string label, std::string entry,
                                           std::vector<std::string_view> attributes) {
  const auto question = entry.empty() ? std::string("read the root DSE, without a login")
                                      : "asked for the entry " + base::printable(entry, 120) + " without its content";
  auto message = proto::ldap_read(++id_, entry, attributes);
  co_return co_await ask(std::move(label), question, std::move(message), LdapMessage::Kind::search_done);
}

asio::awaitable<LdapAnswer> LdapTalk::bind(std::string label, std::string name, std::string password) {
  const auto question = name.empty() ? std::string("a bind without a name and a password")
                                     : "a simple bind as " + base::printable(name, 120) +
                                           ", who does not exist, with a random password, once";
  auto message = proto::ldap_simple_bind(++id_, name, password);
  co_return co_await ask(std::move(label), question, std::move(message), LdapMessage::Kind::bind);
}

asio::awaitable<LdapAnswer> LdapTalk::start_tls(std::string label) {
  return ask(std::move(label), "StartTLS", proto::ldap_extended(++id_, proto::ldap_start_tls),
             LdapMessage::Kind::extended);
}

asio::awaitable<LdapVisit> visit_ldap(Talk& talk, std::string label, std::vector<std::string> known) {
  LdapVisit visit;
  LdapTalk ldap(talk);
  visit.root = co_await ldap.read(label + "-root-dse", {}, of_the_root_dse);
  if (!visit.root.result) co_return visit;
  if (auto told = visit.values("namingcontexts"); !told.empty()) known = std::move(told);
  known.resize(std::min(known.size(), most_contexts));
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].empty()) continue;
    visit.contexts.push_back(co_await ldap.read(fmt::format("{}-context-{}", label, i + 1), known[i], nothing_of_it));
    if (!visit.contexts.back().result) co_return visit;
  }
  visit.bind = co_await ldap.bind(label + "-anonymous", {}, {});
  co_return visit;
}

}  // namespace runseal::audit
