#include "audit/probes/ldap_answers.h"

#include <algorithm>

#include "audit/talk.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using proto::LdapCode;

constexpr std::size_t most_values = 32;
constexpr std::string_view active_directory = "1.2.840.113556.1.4.800";  // MS-ADTS, LDAP_CAP_ACTIVE_DIRECTORY_OID

bool is_one_of(const LdapAnswer& answer, std::initializer_list<LdapCode> codes) {
  return answer.result && std::ranges::find(codes, answer.result->code) != codes.end();
}

std::vector<std::string> shown(std::vector<std::string> values) {
  values.resize(std::min(values.size(), most_values));
  for (auto& value : values) value = base::printable(value, 120);
  return values;
}

void add_root(const LdapVisit& visit, model::Observation& into) {
  if (!visit.root.served()) return;
  const auto add = [&](const char* id, std::vector<std::string> values) {
    if (!values.empty()) into.facts[id] = {shown(std::move(values)), visit.root.exchange};
  };
  add("ldap.naming-contexts", visit.values("namingcontexts"));
  add("ldap.extensions", visit.values("supportedextension"));
  add("ldap.vendor", visit.values("vendorname"));
  // also when there is none: then no login but the simple one is there to be protected
  into.facts["ldap.login-mechanisms"] = {shown(visit.values("supportedsaslmechanisms")), visit.root.exchange};
  const auto capabilities = visit.values("supportedcapabilities");
  const bool is = std::ranges::find(capabilities, active_directory) != capabilities.end();
  into.facts["ldap.active-directory"] = {is, visit.root.exchange};
}

// What is served in clear to somebody who does not say who they are. Only "confidentiality-required" says something
// about those who do.
void add_clear_search(const LdapVisit& visit, model::Observation& into) {
  const auto refuses = [](const LdapAnswer& answer) { return answer.is(LdapCode::confidentiality_required); };
  const auto told = [&](const char* what, const LdapAnswer& by) {
    into.facts["ldap.clear-search"] = {what, by.exchange};
  };
  for (const auto& context : visit.contexts)
    if (context.served()) return told("directory", context);
  if (!visit.root.result) return;
  if (refuses(visit.root)) return told("confidentiality-required", visit.root);
  if (!visit.contexts.empty() && std::ranges::all_of(visit.contexts, refuses))
    return told("confidentiality-required", visit.contexts.back());
  told(visit.root.served() ? "root-dse" : "refused", visit.root);
}

bool shows_an_entry(const LdapVisit& visit) {
  return std::ranges::any_of(visit.contexts, [](const auto& one) { return one.served(); });
}

// Every naming context was refused, or not even the root DSE was shown.
bool shows_nothing(const LdapVisit& visit) {
  if (visit.contexts.empty()) return visit.root.result && !visit.root.served();
  return std::ranges::all_of(visit.contexts, [](const auto& one) { return one.result && !one.served(); });
}

// "open": an entry of the directory itself, on any of the ways that there are; "refused": on all of them.
void add_anonymous_read(const LdapAnswers& answers, model::Observation& into) {
  const LdapVisit* last = nullptr;
  bool every_way = true;
  for (const auto* visit :
       {answers.in_clear ? &*answers.in_clear : nullptr, answers.in_tls ? &*answers.in_tls : nullptr}) {
    if (visit == nullptr) continue;
    last = visit;
    every_way = every_way && shows_nothing(*visit);
    if (shows_an_entry(*visit)) {
      into.facts["ldap.anonymous-read"] = {"open", visit->contexts.back().exchange};
      return;
    }
  }
  const bool asked_in_tls = !answers.tls_offered() || answers.in_tls;
  if (last != nullptr && every_way && asked_in_tls)
    into.facts["ldap.anonymous-read"] = {"refused", last->root.exchange};
}

void add_anonymous_bind(const LdapVisit& visit, model::Observation& into) {
  if (!visit.bind || !visit.bind->result) return;
  into.facts["ldap.anonymous-bind"] = {visit.bind->is(LdapCode::success) ? "accepted" : "refused",
                                       visit.bind->exchange};
}

// A server may look at the name first, and at what is required of a login only when it holds such names.
void add_plain_bind(const LdapAnswers& answers, model::Observation& into) {
  const auto& bind = *answers.plain_bind;
  if (is_one_of(bind, {LdapCode::confidentiality_required, LdapCode::stronger_auth_required,
                       LdapCode::auth_method_not_supported, LdapCode::inappropriate_authentication,
                       LdapCode::unwilling_to_perform})) {
    into.facts["ldap.plain-bind"] = {"refused", bind.exchange};
    into.facts["ldap.plain-bind-answer"] = {proto::name(bind.result->code), bind.exchange};
    return;
  }
  const bool considered =
      bind.is(LdapCode::success) ||
      (answers.bind_named_a_context && is_one_of(bind, {LdapCode::invalid_credentials, LdapCode::no_such_object}));
  if (considered) into.facts["ldap.plain-bind"] = {"taken", bind.exchange};
}

// StartTLS refused properly: RFC 4511 4.14.2. "Busy" or "unavailable" may be another tomorrow, but is no yes today.
void add_start_tls(const LdapAnswer& answer, model::Observation& into) {
  if (answer.result)
    into.facts["ldap.start-tls"] = {answer.is(LdapCode::success) ? "accepted" : "refused", answer.exchange};
}

std::string failure(const LdapAnswers& answers, std::chrono::milliseconds allowed) {
  const auto words = [&](const LdapAnswer& answer) {
    return answer.result ? std::string() : words_for(answer.outcome, answer.detail, allowed, "LDAP");
  };
  if (answers.ldaps) return answers.in_tls ? words(answers.in_tls->root) : answers.tls_failure;
  if (answers.in_clear)
    if (auto why = words(answers.in_clear->root); !why.empty()) return why;
  if (!answers.start_tls || !answers.plain_bind) return "not everything that decides was asked";
  if (auto why = words(*answers.start_tls); !why.empty()) return why;
  return words(*answers.plain_bind);
}

}  // namespace

std::vector<std::string> LdapVisit::values(const std::string& attribute) const {
  if (!root.entry) return {};
  const auto found = root.entry->attributes.find(attribute);
  return found == root.entry->attributes.end() ? std::vector<std::string>() : found->second;
}

void conclude(const LdapAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into) {
  into.failure = failure(answers, allowed);
  into.complete = into.failure.empty();
  for (const auto* visit :
       {answers.in_tls ? &*answers.in_tls : nullptr, answers.in_clear ? &*answers.in_clear : nullptr})
    if (visit != nullptr) {
      add_root(*visit, into);  // what is told in clear comes last, and so stands: it is what the mechanisms there are
      add_anonymous_bind(*visit, into);
    }
  add_anonymous_read(answers, into);
  if (answers.in_clear) add_clear_search(*answers.in_clear, into);
  if (answers.start_tls) add_start_tls(*answers.start_tls, into);
  if (answers.plain_bind) add_plain_bind(answers, into);
  if (!answers.tls_failure.empty() && answers.tls_offered())
    into.facts["ldap.tls-not-measured"] = {answers.tls_failure, answers.ldaps ? "tls" : answers.start_tls->exchange};
}

}  // namespace runseal::audit
