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
                    "(about others there were); {} encrypted calls do not show which export they are about.",
                    sealed)};
  return {Protection::unknown,
          fmt::format("Nothing about files of this share was readable (of others was: {}); {} encrypted messages do "
                      "not show which share they are about.",
                      others(one), sealed)};
}

// `absent` where something readable of this share fell short of what the axis asks for; `unknown` where that was so of
// other shares alone.
model::Axis of_readable(const Conversation& one, WhichAxis which, bool fell_short, std::string absent,
                        std::string unknown) {
  if (fell_short) return {Protection::absent, std::move(absent)};
  auto axis = told(one, which);
  return axis.grade == Protection::absent ? model::Axis{Protection::unknown, std::move(unknown)} : axis;
}

void judge_share(const Conversation& one, const PlaceSeen& seen, OfShare& of) {
  const auto readable = seen.readable;
  of.confidentiality = {Protection::absent,
                        fmt::format("{} messages about files of this share crossed the network readable.", readable)};
  of.integrity = of_readable(
      one, WhichAxis::integrity, seen.changeable > 0,
      fmt::format("{} of {} readable messages about files of this share were not signed.", seen.changeable, readable),
      fmt::format("All {} readable messages about files of this share were signed, and those of others were not; "
                  "nothing more is concluded.",
                  readable));
}

void judge_export(const Conversation& one, const PlaceSeen& seen, OfShare& of) {
  const auto readable = seen.readable;
  of.confidentiality = {Protection::absent,
                        fmt::format("{} calls about files of this export crossed the network readable.", readable)};
  of.integrity = of_readable(
      one, WhichAxis::integrity, seen.changeable > 0,
      fmt::format("{} of {} readable calls about files of this export were not signed.", seen.changeable, readable),
      fmt::format("All {} readable calls about files of this export were signed, and those about others were not; "
                  "nothing more is concluded.",
                  readable));
  of.peer_authenticity = of_readable(
      one, WhichAxis::peer_authenticity, seen.unproven > 0,
      fmt::format("{} of {} readable calls about files of this export did not prove who called.", seen.unproven,
                  readable),
      fmt::format("All {} readable calls about files of this export proved who called, and those about others did not; "
                  "nothing more is concluded.",
                  readable));
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
  by_path(one) ? judge_export(one, seen, of) : judge_share(one, seen, of);
  return of;
}

}  // namespace runseal::capture
