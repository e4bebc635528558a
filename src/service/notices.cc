#include "service/notices.h"

#include <deque>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "notice/builtin.h"
#include "notice/match.h"
#include "notice/udi.h"
#include "service/reason.h"
#include "service/reread.h"
#include "store/lists.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_notice_file = 32U << 20U;
constexpr std::size_t most_of_a_notice = 48U << 10U;  // an entry has 64 KiB
constexpr std::size_t matches_an_entry = 100;

std::string normal_reference(std::string_view text) {
  auto folded = base::fold_case(text);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return folded;
}

bool has_reference(const model::Notice& notice, const std::string& normal) {
  if (normal_reference(notice.id) == normal) return true;
  for (const auto& reference : notice.references)
    if (normal_reference(reference.value) == normal) return true;
  return false;
}

// A long letter's reading can be larger than an evidence entry may be: then the entry keeps its hash, and the letter's.
Change notice_change(const model::Notice& notice, const std::string& confirmed_by,
                     const Json& corrections = Json::array()) {
  auto summary = notice;
  summary.unrecognised.clear();
  Json told = summary;
  if (const auto text = told.dump(); text.size() > most_of_a_notice)
    told = {{"id", notice.id},
            {"source", notice.source},
            {"products", notice.products.size()},
            {"sha256", base::sha256_hex(base::as_bytes(text))}};
  Json data{{"notice", told}, {"confirmed_by", confirmed_by}, {"unrecognised", notice.unrecognised.size()}};
  if (!corrections.empty()) data["corrections"] = corrections;
  return {"notice", notice.id, std::move(data),
          [notice, corrections](store::Database& database, const std::string& entry) -> Result<> {
            RUNSEAL_CHECK(store::save_notice(database, notice, entry));
            return store::save_corrections(database, notice.id, corrections, entry);
          }};
}

// As it was taken in, or else as it is built in.
Result<std::optional<model::Notice>> known_already(Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(const auto kept, store::find_notice(workspace.database(), id));
  if (kept) return kept->record;
  for (const auto& one : notice::builtin_notices())
    if (one.id == id) return one;
  return std::nullopt;
}

Result<> must_lose_nothing(const model::Notice& before, const model::Notice& now) {
  const auto lost = lost_in_reading(before, now);
  if (lost.empty()) return {};
  return fail(
      ErrorCode::invalid,
      "this reading has lost what was known of " + now.id + ": " + base::printable(base::join(lost, "; "), 1000),
      now.source.file_name,
      "look into the letter: if it still says so, give another form of it (PDF or text); if it really says less, "
      "take it in with --replace");
}

// The texts that came before this one; the built-in notice is none.
std::vector<std::string> earlier_texts(const model::Source& before, const model::Source& now) {
  auto earlier = before.earlier;
  std::erase(earlier, before.sha256);
  if (!before.sha256.empty()) earlier.push_back(before.sha256);
  std::erase(earlier, now.sha256);
  return earlier;
}

// By what a device is known again: its numbers; without a serial number also its name and site.
std::string known_by(const model::Device& device) {
  const auto number = notice::normal_catalogue_number(device.catalogue_number);
  if (!device.serial.empty()) return Json::array({number, device.serial}).dump();
  return Json::array({number, "", base::fold_case(device.name), device.site})
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string fresh_id(const std::string& id, const std::set<std::string>& taken) {
  for (int n = 2;; ++n)
    if (auto candidate = id + "-" + std::to_string(n); !taken.contains(candidate)) return candidate;
}

}  // namespace

Result<Letter> read_letter(base::Files& files, const base::Path& file) {
  RUNSEAL_TRY(auto content, files.read(file, max_notice_file));
  return read_letter(file.filename().string(), std::move(content));
}

Result<Letter> read_letter(const std::string& file_name, Bytes content) {
  RUNSEAL_TRY(auto imported, notice::import_notice(file_name, content));
  return Letter{std::move(imported), std::move(content)};
}

Result<std::string> letter_text(Workspace& workspace, const model::Notice& notice) {
  if (notice.source.sha256.empty()) return std::string();
  const auto file = workspace.folder() / "attachments" / notice.source.sha256;
  RUNSEAL_TRY(const auto content, workspace.files().read(file, max_notice_file));
  if (base::sha256_hex(content) != notice.source.sha256)
    return fail(ErrorCode::corrupt, "the kept copy of the letter is not the letter that was taken in", file.string());
  RUNSEAL_TRY(auto imported, notice::import_notice(notice.source.file_name, content));
  return std::move(imported.text);
}

Result<TakenIn> take_in_notice(Workspace& workspace, const Letter& letter, const std::string& confirmed_by,
                               bool replace) {
  auto notice = letter.imported.notice;
  if (notice.products.empty())  // it would make every device "not affected"
    return fail(ErrorCode::invalid, "no product was recognised in this letter, so it is not taken in",
                notice.source.file_name,
                "is it the right file? If it is, and it is a scan, ask the publisher for the text");
  RUNSEAL_TRY(const auto before, known_already(workspace, notice.id));
  if (before && !replace) RUNSEAL_CHECK(must_lose_nothing(*before, notice));
  if (!letter.corrections.empty() || (before && replace)) RUNSEAL_CHECK(must_say_why(workspace));
  if (before) notice.source.earlier = earlier_texts(before->source, notice.source);
  RUNSEAL_CHECK(workspace.attach(notice.source.file_name, letter.content));
  auto change = notice_change(notice, confirmed_by, letter.corrections);
  // its own entry says the rest: two whole notices may be too much for one
  if (before) change.before = {{"source", before->source}, {"products", before->products.size()}};
  RUNSEAL_TRY(const auto position, workspace.record(change));
  const bool known = before && before->source.format != model::SourceFormat::builtin;
  return TakenIn{position, known, known && before->source.sha256 != notice.source.sha256};
}

Result<std::vector<model::Notice>> every_notice(Workspace& workspace) {
  RUNSEAL_TRY(auto kept, store::all_notices(workspace.database()));
  std::vector<model::Notice> all;
  for (auto& one : kept) all.push_back(std::move(one.record));
  for (const auto& one : notice::builtin_notices())
    if (std::ranges::find(all, one.id, &model::Notice::id) == all.end()) all.push_back(one);
  return all;
}

// By its own name first: another letter may mention it among its references.
Result<model::Notice> notice_named(Workspace& workspace, const std::string& id) {
  const auto normal = normal_reference(id);
  RUNSEAL_TRY(const auto kept, store::all_notices(workspace.database()));
  std::vector<model::Notice> all;
  std::vector<std::string> known;
  for (const auto& one : kept) {
    all.push_back(one.record);
    known.push_back(one.record.id);
  }
  for (const auto& one : notice::builtin_notices()) {
    all.push_back(one);
    known.push_back(one.id + " (built in)");
  }
  for (const auto& one : all)
    if (normal_reference(one.id) == normal) return one;
  for (const auto& one : all)
    if (has_reference(one, normal)) return one;
  return fail(ErrorCode::not_found, "no notice \"" + base::printable(id, 60) + "\"", {},
              "known: " + base::join(known, ", ") + "; take in another with `runseal notice import FILE`");
}

Result<model::Notice> notice_for_case(Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(const auto notice, notice_named(workspace, id));
  RUNSEAL_TRY(const auto kept, store::find_notice(workspace.database(), notice.id));
  if (!kept) RUNSEAL_CHECK(workspace.record(notice_change(notice, "built in")));
  return notice;
}

Result<std::vector<std::uint64_t>> save_devices(Workspace& workspace, const std::vector<model::Device>& devices,
                                                const std::string& from) {
  std::vector<Change> changes;
  for (auto device : devices) {
    if (device.site.empty()) device.site = workspace.config().site;
    RUNSEAL_TRY(const auto before, store::find_device(workspace.database(), device.id));
    changes.push_back({"device", device.id, Json{{"device", device}, {"from", from}},
                       [device](store::Database& database, const std::string& entry) {
                         return store::save_device(database, device, entry);
                       },
                       before ? Json(before->record) : Json()});
  }
  return workspace.record(changes);
}

Result<std::vector<model::Match>> match_inventory(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto devices, store::all_devices(workspace.database()));
  std::vector<model::Match> matches;
  for (const auto& device : devices) matches.push_back(notice::match_device(notice, device.record));
  return matches;
}

namespace {

// No inventory file has a column for them: somebody answers for each.
void keep_tunnels(const model::Device& before, model::Device& now) {
  for (const auto& tunnel : before.tunnels) {
    const auto is_this = [&](const auto& other) { return other.connection == tunnel.connection; };
    if (std::ranges::find(now.connections, tunnel.connection) != now.connections.end() &&
        std::ranges::none_of(now.tunnels, is_this))
      now.tunnels.push_back(tunnel);
  }
}

}  // namespace

Result<std::vector<model::Device>> merged_with_inventory(Workspace& workspace, std::vector<model::Device> devices) {
  RUNSEAL_TRY(const auto inventory, store::all_devices(workspace.database()));
  std::set<std::string> taken;
  std::map<std::string, std::deque<const model::Device*>> known;  // in the inventory's order
  for (const auto& kept : inventory) {
    taken.insert(kept.record.id);
    known[known_by(kept.record)].push_back(&kept.record);
  }
  std::vector<model::Device*> strangers;
  for (auto& device : devices) {
    auto& same = known[known_by(device)];
    if (same.empty()) {
      strangers.push_back(&device);
      continue;
    }
    device.id = same.front()->id;
    keep_tunnels(*same.front(), device);
    same.pop_front();  // each is met once
  }
  for (auto* device : strangers) {
    if (taken.contains(device->id)) device->id = fresh_id(device->id, taken);
    taken.insert(device->id);
  }
  return devices;
}

Result<TakenInventory> take_in_inventory(Workspace& workspace, std::vector<model::Device> devices,
                                         const std::string& from) {
  RUNSEAL_CHECK(must_say_why(workspace));
  TakenInventory taken;
  RUNSEAL_TRY(taken.devices, merged_with_inventory(workspace, std::move(devices)));
  RUNSEAL_TRY(const auto evidence, save_devices(workspace, taken.devices, from));
  if (!evidence.empty()) taken.evidence = evidence.back();
  return taken;
}

Result<std::uint64_t> record_match(Workspace& workspace, const model::Notice& notice,
                                   const std::vector<model::Match>& matches) {
  std::vector<Change> changes;
  for (std::size_t at = 0; at < matches.size(); at += matches_an_entry) {
    Json verdicts = Json::array();
    for (std::size_t i = at; i < std::min(at + matches_an_entry, matches.size()); ++i)
      verdicts.push_back(
          {{"device", matches[i].device_id}, {"verdict", matches[i].verdict}, {"product", matches[i].product}});
    changes.push_back({"match", notice.id, Json{{"devices", std::move(verdicts)}}, {}});
  }
  RUNSEAL_TRY(const auto positions, workspace.record(changes));
  return positions.empty() ? 0 : positions.front();
}

}  // namespace runseal::service
