#include "capture/dissectors/smb_flow.h"

#include <algorithm>

#include <fmt/format.h>

#include "capture/dissectors/shown_name.h"

namespace runseal::capture {
namespace {

constexpr std::size_t most_in_list = 64;
constexpr std::size_t most_sessions = 256;

}  // namespace

void SmbFacts::say(const std::string& id, Json value, Moment at) {
  facts_.try_emplace(id, SeenFact{std::move(value), at.packet});
}

void SmbFacts::add(const std::string& id, const std::string& text, Moment at) {
  if (text.empty()) return;
  auto& fact = facts_.try_emplace(id, SeenFact{Json::array(), at.packet}).first->second;
  if (fact.value.size() >= most_in_list || std::ranges::find(fact.value, Json(text)) != fact.value.end()) return;
  fact.value.push_back(text);
}

void SmbFacts::count(const std::string& id, const Tally& tally) {
  if (tally.any()) facts_[id] = {tally.total(), tally.packet()};
}

std::string SmbFacts::text(const std::string& id) const {
  const auto at = facts_.find(id);
  return at != facts_.end() && at->second.value.is_string() ? at->second.value.get<std::string>() : std::string();
}

SmbSession& SmbFlow::session(std::uint64_t id) {
  if (last_ != nullptr && last_id_ == id) return *last_;
  auto& mine = known[known.size() < most_sessions || known.contains(id) ? id : 0];  // too many: those share one
  if (!mine)
    mine =
        known.size() > most_sessions ? std::make_shared<SmbSession>() : sessions->session(id, context.key, client_guid);
  last_id_ = id;
  last_ = mine.get();
  return *last_;
}

void SmbFlow::speaks(const std::string& dialect, Moment at) {
  version = dialect;
  facts.say("smb.dialect", dialect, at);
  const bool cannot_encrypt = dialect == "1" || dialect[0] == '2';
  files.because(cannot_encrypt ? fmt::format("SMB {}, which cannot encrypt", dialect)
                               : fmt::format("SMB {} without encryption", dialect));
}

void SmbFlow::clear_message(const SmbSession& of, std::uint32_t tree, bool is_signed, Side from, Moment at) {
  (is_signed ? counts.is_signed : counts.not_signed)[index(from)].add(at);
  auto& place = place_in(places, of.share(tree));
  place.readable += 1;
  if (!is_signed) place.changeable += 1;
}

std::string smb_share_of(std::string_view tree_path) {
  const auto last = tree_path.find_last_of("\\/");
  return shown_name(last == std::string_view::npos ? tree_path : tree_path.substr(last + 1));
}

std::string smb_path(std::string name) {
  std::ranges::replace(name, '\\', '/');
  name.erase(0, std::min(name.find_first_not_of('/'), name.size()));
  return shown_name(name);
}

}  // namespace runseal::capture
