#include "capture/one_share.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "capture/conversations.h"
#include "capture/export_paths.h"

namespace runseal::capture {
namespace {

using model::Protection;

// In NFS a server may be asked for an export under several names.
bool by_path(const Conversation& one) { return one.protocol == "nfs"; }

std::uint64_t sealed_messages(const Conversation& one) {
  std::uint64_t all = 0;
  for (const auto* id :
       {"smb.client-messages-encrypted", "smb.server-messages-encrypted", "nfs.calls-krb5p", "nfs.calls-another"})
    if (const auto fact = one.facts.find(id); fact != one.facts.end() && fact->second.value.is_number())
      all += fact->second.value.get<std::uint64_t>();
  return all;
}

bool connected(const Conversation& one, const std::string& folded) {
  const auto fact = one.facts.find("smb.shares");
  if (fact == one.facts.end()) return false;
  const auto same = [&](const Json& name) {
    return name.is_string() && base::fold_case(name.get<std::string>()) == folded;
  };
  const auto& value = fact->second.value;
  return value.is_array() ? std::ranges::any_of(value, same) : same(value);
}

PlaceSeen seen_of(const Conversation& one, const std::string& share) {
  PlaceSeen all;
  for (const auto& [name, seen] : one.places)
    if (lies_in(one, name, {}, share)) all.add(seen);
  return all;
}

// Names of folders do not belong into what is recorded.
std::string others(const Conversation& one) {
  if (by_path(one)) return "others";
  std::vector<std::string> names;
  for (const auto& [name, seen] : one.places) names.push_back(name);
  return base::join(names, ", ");
}

model::Axis nothing_seen(const Conversation& one) {
  const auto sealed = sealed_messages(one);
  if (by_path(one))
    return {
        Protection::unknown,
        fmt::format("No call about files of this export was readable, under the name that the connection has for it "
                    "(about others there were); {} sealed calls do not show which export they are about.",
                    sealed)};
  return {Protection::unknown,
          fmt::format("Nothing about files of this share was readable (of others was: {}); {} encrypted messages do "
                      "not show which share they are about.",
                      others(one), sealed)};
}

// How much of what was readable of a share fell short of what an axis asks for.
struct Short {
  std::uint64_t messages;
  std::uint64_t of;
  const char* what;  // "were not signed"
  const char* rest;  // "were signed"
};

model::Axis of_readable(const Conversation& one, WhichAxis which, const Short& fell) {
  const auto* share = by_path(one) ? "export" : "share";
  const auto* messages = by_path(one) ? "calls" : "messages";
  if (fell.messages > 0)
    return {Protection::absent, fmt::format("{} of {} readable {} about files of this {} {}.", fell.messages, fell.of,
                                            messages, share, fell.what)};
  auto axis = told(one, which);
  if (axis.grade != Protection::absent) return axis;  // else it is, of other shares
  return {Protection::unknown,
          fmt::format("All {} readable {} about files of this {} {}, and those of others were not; "
                      "nothing more is concluded.",
                      fell.of, messages, share, fell.rest)};
}

}  // namespace

bool lies_in(const Conversation& one, const std::string& place, const std::string& path, const std::string& share) {
  if (by_path(one)) return may_lie_in(path.empty() ? place : place + "/" + path, share);
  return base::fold_case(place) == base::fold_case(share);
}

std::optional<OfShare> of_share(const Conversation& one, const std::string& share) {
  if (one.places.empty() || one.places.contains(std::string())) return std::nullopt;
  const auto seen = seen_of(one, share);
  OfShare of;
  of.spoken_of =
      by_path(one) || seen.readable > 0 || sealed_messages(one) > 0 || connected(one, base::fold_case(share));
  if (seen.readable == 0) {
    of.integrity = of.confidentiality = nothing_seen(one);
    if (by_path(one)) of.peer_authenticity = of.integrity;
    return of;
  }
  of.confidentiality = {Protection::absent, fmt::format("{} {} crossed the network readable.", seen.readable,
                                                        by_path(one) ? "calls about files of this export"
                                                                     : "messages about files of this share")};
  of.integrity =
      of_readable(one, WhichAxis::integrity, {seen.changeable, seen.readable, "were not signed", "were signed"});
  if (by_path(one))
    of.peer_authenticity = of_readable(one, WhichAxis::peer_authenticity,
                                       {seen.unproven, seen.readable, "did not prove who called", "proved who called"});
  return of;
}

}  // namespace runseal::capture
