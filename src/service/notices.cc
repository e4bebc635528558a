#include "service/notices.h"

#include "base/text.h"
#include "notice/builtin.h"
#include "notice/match.h"
#include "store/records.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_notice_file = 32U << 20U;

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

Change notice_change(const model::Notice& notice, const std::string& confirmed_by) {
  return {"notice", notice.id, Json{{"notice", notice}, {"confirmed_by", confirmed_by}},
          [notice](store::Database& database, const std::string& entry) {
            return store::save_notice(database, notice, entry);
          }};
}

}  // namespace

Result<notice::Imported> read_notice_file(base::Files& files, const base::Path& file) {
  RUNSEAL_TRY(const auto content, files.read(file, max_notice_file));
  return notice::import_notice(file.filename().string(), content);
}

Result<TakenIn> take_in_notice(Workspace& workspace, const notice::Imported& imported, ByteView content,
                               const std::string& confirmed_by) {
  RUNSEAL_TRY(const auto before, store::find_notice(workspace.database(), imported.notice.id));
  RUNSEAL_CHECK(workspace.attach(imported.notice.source.file_name, content));
  // the whole reading can be larger than an evidence entry may be: the entry keeps what the case rests on
  auto summary = imported.notice;
  summary.unrecognised.clear();
  auto change = notice_change(imported.notice, confirmed_by);
  change.data =
      Json{{"notice", summary}, {"confirmed_by", confirmed_by}, {"unrecognised", imported.notice.unrecognised.size()}};
  RUNSEAL_TRY(const auto position, workspace.record(change));
  return TakenIn{position, before.has_value()};
}

Result<model::Notice> notice_named(Workspace& workspace, const std::string& id) {
  const auto normal = normal_reference(id);
  RUNSEAL_TRY(const auto kept, store::all_notices(workspace.database()));
  std::vector<std::string> known;
  for (const auto& one : kept) {
    if (has_reference(one.record, normal)) return one.record;
    known.push_back(one.record.id);
  }
  for (const auto& one : notice::builtin_notices()) {
    if (has_reference(one, normal)) return one;
    known.push_back(one.id + " (built in)");
  }
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
    changes.push_back({"device", device.id, Json{{"device", device}, {"from", from}},
                       [device](store::Database& database, const std::string& entry) {
                         return store::save_device(database, device, entry);
                       }});
  }
  return workspace.record(changes);
}

Result<std::vector<model::Match>> match_inventory(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto devices, store::all_devices(workspace.database()));
  std::vector<model::Match> matches;
  for (const auto& device : devices) matches.push_back(notice::match_device(notice, device.record));
  return matches;
}

Result<std::uint64_t> record_match(Workspace& workspace, const model::Notice& notice,
                                   const std::vector<model::Match>& matches) {
  Json verdicts = Json::array();
  for (const auto& match : matches)
    verdicts.push_back({{"device", match.device_id}, {"verdict", match.verdict}, {"product", match.product}});
  return workspace.record(Change{"match", notice.id, Json{{"devices", verdicts}}, {}});
}

}  // namespace runseal::service
