// The letter comes in, the devices are known, and it is clear which of them are affected.
#include <fmt/format.h>

#include "app/demo/samples.h"
#include "app/demo/story_chapters.h"
#include "base/text.h"
#include "service/notices.h"

namespace runseal::app {

Result<> Story::take_in_the_notice() {
  RUNSEAL_CHECK(stage_.step("The letter"));
  auto letter = options_.letter;
  if (letter.empty()) {
    letter = stage_.folder() / "letter.md";
    RUNSEAL_CHECK(base::write_durably(workspace_.files(), letter, base::as_bytes(sample_letter()), 0644));
  }
  stage_.command("runseal notice import " + letter.filename().string());
  RUNSEAL_TRY(const auto read, service::read_letter(workspace_.files(), letter));
  RUNSEAL_CHECK(service::take_in_notice(workspace_, read, person));
  notice_ = read.imported.notice;
  stage_.say(fmt::format("{} of {}: \"{}\"", stage_.screen().bold(notice_.id),
                         notice_.date ? notice_.date->value : "unknown date",
                         base::printable(notice_.title ? notice_.title->value : "", 80)));
  std::size_t with_udi = 0;
  for (const auto& product : notice_.products) with_udi += product.udi_di ? 1 : 0;
  stage_.good(fmt::format(
      "{} products, {} with a UDI-DI (check digits right), {} harms, {} required actions, {} form fields; each value "
      "linked to its line",
      notice_.products.size(), with_udi, notice_.harms.size(), notice_.actions.size(), notice_.form.size()));
  stage_.fact("notice", notice_.id);
  stage_.fact("products", notice_.products.size());
  return {};
}

Result<> Story::know_the_devices() {
  RUNSEAL_CHECK(stage_.step("The devices"));
  const auto file = stage_.folder() / "inventory.csv";
  const auto csv = base::replaced(sample_inventory(), "@STORAGE@", samba_.url());
  RUNSEAL_CHECK(base::write_durably(workspace_.files(), file, base::as_bytes(csv), 0644));
  stage_.command("runseal device import inventory.csv --why \"what stands in the laboratory\"");
  RUNSEAL_TRY(const auto inventory, notice::read_inventory(base::as_bytes(csv)));
  if (!inventory.problems.empty()) return fail(ErrorCode::internal, inventory.problems.front().reason, "inventory.csv");
  const auto actor = workspace_.actor();
  workspace_.act_as({actor.user, actor.via, "what stands in the laboratory"});
  RUNSEAL_CHECK(service::take_in_inventory(workspace_, inventory.devices, "inventory.csv"));
  workspace_.act_as(actor);
  stage_.good(fmt::format("{} devices; their storage is a real Samba server on this machine: {}",
                          inventory.devices.size(), samba_.url()));
  stage_.fact("devices", inventory.devices.size());
  return {};
}

Result<> Story::match() {
  RUNSEAL_CHECK(stage_.step("Which of them are affected?"));
  stage_.command("runseal notice match " + notice_.id);
  RUNSEAL_TRY(const auto matches, service::match_inventory(workspace_, notice_));
  RUNSEAL_CHECK(service::record_match(workspace_, notice_, matches));
  std::vector<std::vector<std::string>> rows;
  Json verdicts = Json::object();
  for (const auto& one : matches) {
    const std::string verdict(base::name_of(one.verdict));
    const auto& screen = stage_.screen();
    rows.push_back({one.device_id,
                    one.verdict == model::MatchVerdict::affected    ? screen.bad(verdict)
                    : one.verdict == model::MatchVerdict::near_miss ? screen.warn(verdict)
                                                                    : screen.dim(verdict),
                    one.reason});
    verdicts[one.device_id] = one.verdict;
  }
  if (!stage_.quiet()) stage_.screen().table(rows, 3);
  stage_.fact("verdicts", verdicts);
  return {};
}

}  // namespace runseal::app
