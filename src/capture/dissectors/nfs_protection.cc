#include "capture/dissectors/nfs_protection.h"

#include <fmt/format.h>

#include "proto/rpc.h"

namespace runseal::capture {
namespace {

using model::Protection;

const char* in_words(RpcCover cover) {
  constexpr const char* names[] = {"AUTH_NONE", "AUTH_SYS", "another flavour", "krb5", "krb5i", "krb5p"};
  return names[static_cast<std::size_t>(cover)];
}

// What is said of the flow's weakest call.
std::string sentence(const std::string& words, RpcCover weakest, std::uint64_t its, std::uint64_t all, const char* so) {
  const auto how_many = its == all ? std::string("all calls") : fmt::format("{} of {} calls", its, all);
  return fmt::format("{}: {} used {}, {}", words, how_many, in_words(weakest), so);
}

using Meaning = RpcMeaning;
using enum RpcCover;

Meaning integrity(RpcCover weakest) {
  if (weakest >= krb5i) return {Protection::protected_, "which protects arguments and results from change"};
  if (weakest == krb5) return {Protection::absent, "which proves the caller and leaves data open to change"};
  if (weakest == another) return {Protection::unknown, "of which it is not known what it protects"};
  return {Protection::absent, "which protects nothing from change"};
}

Meaning confidentiality(RpcCover weakest) {
  if (weakest == krb5p) return {Protection::protected_, "which encrypts names and data"};
  if (weakest == another) return {Protection::unknown, "of which it is not known what it protects"};
  return {Protection::absent, "which encrypts nothing"};
}

Meaning authenticity(RpcCover weakest) {
  if (weakest >= krb5) return {Protection::protected_, "in which caller and server prove each other by Kerberos"};
  if (weakest == another) return {Protection::unknown, "of which it is not known what it proves"};
  return {Protection::absent, "in which nothing proves who calls or who answers"};
}

// What is not known may be no protection at all.
int rank(Protection grade) { return grade == Protection::absent ? 0 : grade == Protection::protected_ ? 2 : 1; }

}  // namespace

const char* name_of(RpcCover cover) {
  constexpr const char* names[] = {"none", "sys", "another", "krb5", "krb5i", "krb5p"};
  return names[static_cast<std::size_t>(cover)];
}

RpcCover cover_of(const proto::RpcMessage& call) {
  if (call.flavour == 0) return none;
  if (call.flavour == proto::rpc_flavour_sys) return sys;
  if (!call.gss) return another;
  switch (call.gss->service) {
    case proto::GssService::none: return krb5;
    case proto::GssService::integrity: return krb5i;
    case proto::GssService::privacy: return krb5p;
  }
  return another;
}

PlaceSeen seen_of(RpcCover cover) {
  return {1, integrity(cover).grade == Protection::absent ? 1U : 0U,
          authenticity(cover).grade == Protection::absent ? 1U : 0U};
}

bool NfsProtection::any() const {
  return std::ranges::any_of(calls_, [](const Tally& calls) { return calls.any(); });
}

RpcCover NfsProtection::weakest(RpcMeaning (*meaning_of)(RpcCover)) const {
  std::optional<RpcCover> found;
  for (const auto cover : {none, sys, another, krb5, krb5i, krb5p})
    if (of(cover) > 0 && (!found || rank(meaning_of(cover).grade) < rank(meaning_of(*found).grade))) found = cover;
  return found.value_or(none);
}

void NfsProtection::judge(FlowReport& report, const std::string& words, const std::string& doubt) const {
  if (!any()) return grade_all(report, Protection::unknown, words + ": no call about files was seen");
  std::uint64_t all = 0;
  for (const auto& calls : calls_) all += calls.total();
  const auto judged = [&](model::Axis& axis, Meaning (*meaning_of)(RpcCover)) {
    const auto cover = weakest(meaning_of);
    const auto meaning = meaning_of(cover);
    axis.grade = meaning.grade;
    axis.reason = sentence(words, cover, of(cover), all, meaning.so);
    if (axis.grade != Protection::protected_ || doubt.empty()) return;
    axis.grade = Protection::unknown;
    axis.reason += "; but " + doubt;
  };
  judged(report.integrity, integrity);
  judged(report.confidentiality, confidentiality);
  judged(report.peer_authenticity, authenticity);
}

void NfsProtection::tell(FlowReport& report, const std::string& prefix) const {
  for (std::size_t i = 0; i < rpc_covers; ++i)
    calls_[i].tell(report, prefix + ".calls-" + name_of(static_cast<RpcCover>(i)));
}

}  // namespace runseal::capture
