#include "capture/one_share.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "capture/conversations.h"

namespace runseal::capture {
namespace {

using model::Protection;

std::uint64_t encrypted_messages(const Conversation& one) {
  std::uint64_t all = 0;
  for (const auto* id : {"smb.client-messages-encrypted", "smb.server-messages-encrypted"})
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

PlaceSeen seen_of(const Places& places, const std::string& folded) {
  PlaceSeen all;
  for (const auto& [name, seen] : places) {
    if (base::fold_case(name) != folded) continue;
    all.readable += seen.readable;
    all.changeable += seen.changeable;
  }
  return all;
}

std::string others(const Places& places) {
  std::vector<std::string> names;
  for (const auto& [name, seen] : places) names.push_back(name);
  return base::join(names, ", ");
}

}  // namespace

std::optional<OfShare> of_share(const Conversation& one, const std::string& share) {
  if (one.places.empty() || one.places.contains(std::string())) return std::nullopt;
  const auto folded = base::fold_case(share);
  const auto seen = seen_of(one.places, folded);
  const auto encrypted = encrypted_messages(one);
  OfShare told;
  told.spoken_of = seen.readable > 0 || encrypted > 0 || connected(one, folded);
  if (seen.readable == 0) {
    told.integrity = told.confidentiality = {
        Protection::unknown,
        fmt::format("Nothing about files of this share was readable (of others was: {}); {} encrypted "
                    "messages do not show which share they are about.",
                    others(one.places), encrypted)};
    return told;
  }
  told.confidentiality = {
      Protection::absent,
      fmt::format("{} messages about files of this share crossed the network readable.", seen.readable)};
  told.integrity = ::runseal::capture::told(one, WhichAxis::integrity);
  if (seen.changeable > 0)
    told.integrity = {Protection::absent,
                      fmt::format("{} of {} readable messages about files of this share were not signed.",
                                  seen.changeable, seen.readable)};
  else if (told.integrity.grade == Protection::absent)  // of other shares
    told.integrity = {Protection::unknown,
                      fmt::format("All {} readable messages about files of this share were signed, and those of others "
                                  "were not; nothing more is concluded.",
                                  seen.readable)};
  return told;
}

}  // namespace runseal::capture
