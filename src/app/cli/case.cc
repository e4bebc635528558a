// runseal case show | done | except
#include <fmt/format.h>

#include "app/context.h"
#include "app/records.h"
#include "app/records_signing.h"
#include "app/why.h"
#include "base/text.h"
#include "service/case_book.h"

namespace runseal::app {
namespace {

using model::ItemState;

std::string state_in_colour(const Screen& screen, ItemState state) {
  const std::string name(base::name_of(state));
  if (state == ItemState::done) return screen.good(name);
  return state == ItemState::excepted ? screen.warn(name) : screen.bad(name);
}

std::vector<std::string> item_row(const Screen& screen, const model::CaseItem& item) {
  std::string text = base::printable(item.detail, 600);
  if (item.state != ItemState::open) {
    std::string who = item.by.empty() ? item.on : fmt::format("{}, {}", base::printable(item.by, 80), item.on);
    if (item.evidence) who += fmt::format(", evidence {}", *item.evidence);
    text = who + (text.empty() ? "" : "\n" + text);
  }
  return {std::string(base::name_of(item.action)), state_in_colour(screen, item.state), text};
}

bool distributor_only(model::CaseAction action) {
  return action == model::CaseAction::customers_identified || action == model::CaseAction::customers_informed;
}

// The distributor's actions are shown once something was said about them; a hospital never sees them.
bool shown(const model::CaseItem& item) { return !distributor_only(item.action) || item.state != ItemState::open; }

void show_device(const Screen& screen, const model::Case& now, const auto& device) {
  screen.line();
  screen.line(fmt::format("  {}  {} {}", screen.bold(device.device_id), base::printable(device.name, 40),
                          screen.dim(base::printable(device.catalogue_number, 30))));
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : now.items)
    if (item.device_id == device.device_id) rows.push_back(item_row(screen, item));
  screen.table(rows, 4);
}

bool nothing_compared(const model::Case& now) {
  return now.devices.size() + now.near_misses.size() + now.not_affected == 0;
}

void show_case(const Screen& screen, const model::Case& now) {
  screen.heading("Case " + now.notice_id);
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : now.items)
    if (item.device_id.empty() && shown(item)) rows.push_back(item_row(screen, item));
  screen.table(rows);
  for (const auto& device : now.devices) show_device(screen, now, device);
  for (const auto& device : now.near_misses) show_device(screen, now, device);
  screen.line();
  if (nothing_compared(now))
    return screen.paragraph(screen.warn("The inventory is empty: no device was compared with this notice.") +
                            "  next: runseal device import INVENTORY.csv --why REASON");
  screen.line(fmt::format("{} affected, {} near miss{}, {} not affected", now.devices.size(), now.near_misses.size(),
                          now.near_misses.size() == 1 ? "" : "es", now.not_affected));
  if (std::ranges::any_of(now.near_misses, [](const auto& one) { return one.settled_by.empty(); }))
    screen.paragraph("A near miss is a device whose name or number comes close: `runseal notice match " +
                     now.notice_id + "` shows what was compared; settle it by looking at the device's label.");
}

Result<int> show(const Context& context, const std::string& id) {
  RUNSEAL_TRY(const auto now, records::case_of(context, id));
  if (context.json)
    context.print(now);
  else
    show_case(context.screen, now);
  const bool distributes = std::ranges::any_of(
      now.items, [](const auto& item) { return item.state != ItemState::open && distributor_only(item.action); });
  const bool open = std::ranges::any_of(
      now.items, [](const auto& item) { return item.state == ItemState::open && !distributor_only(item.action); });
  return open || (nothing_compared(now) && !distributes) ? wrong : holds;
}

struct DoneOptions {
  std::string notice;
  std::string action;
  std::string file;
  std::string why;
  service::Statement statement{};
};

Result<int> done(const Context& context, DoneOptions options) {
  const auto action = base::named<model::CaseAction>(options.action);
  if (!action)
    return fail(ErrorCode::usage, "unknown action \"" + base::printable(options.action, 40) + "\"", {},
                "one of: notice-read, guidance-read, users-informed, protocol-settled, near-miss-settled, "
                "customers-identified, customers-informed");
  options.statement.action = *action;
  if (!options.file.empty()) options.statement.file = options.file;
  RUNSEAL_TRY(const auto evidence, records::state(context, options.notice, options.statement, options.why));
  if (context.json)
    context.print({{"evidence", evidence}});
  else
    context.screen.line(fmt::format("{} {} (evidence {})", context.screen.good("recorded:"), options.action, evidence));
  return holds;
}

Result<int> except(const Context& context, const records::WantedException& options) {
  RUNSEAL_TRY(const auto evidence, records::sign_exception(context, options));
  if (context.json)
    context.print({{"evidence", evidence}});
  else
    context.screen.line(fmt::format("{} exception for {} until {} (evidence {})", context.screen.warn("signed:"),
                                    options.device, options.until, evidence));
  return holds;
}

}  // namespace

void add_case_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("case", "what a notice asks for, done or open, with evidence");
  group->require_subcommand(1);
  {
    auto id = std::make_shared<std::string>();
    auto* command = add_remote_command(*group, context, "show", "the case as it stands; exit 1 while something is open",
                                       [&context, id] { return show(context, *id); });
    command->add_option("NOTICE", *id, "its reference, such as FSN2024-1562")->required();
  }
  {
    auto options = std::make_shared<DoneOptions>();
    auto* command = add_remote_command(*group, context, "done", "say what was done, by whom and when",
                                       [&context, options] { return done(context, *options); });
    command->add_option("NOTICE", options->notice, "its reference, such as FSN2024-1562")->required();
    command
        ->add_option("ACTION", options->action,
                     "notice-read, guidance-read, users-informed, protocol-settled, near-miss-settled; for "
                     "distributors customers-identified, customers-informed")
        ->required();
    command->add_option("--by", options->statement.by, "who did it")->required();
    command->add_option("--on", options->statement.on, "when, YYYY-MM-DD (default: today)");
    command->add_option("--device", options->statement.device_id,
                        "for protocol-settled and near-miss-settled: which device");
    command->add_option("--note", options->statement.note,
                        "in words; for protocol-settled: which protocol; for near-miss-settled: what the label says");
    add_why(*command, options->why)->description("where it was stated before: why it is said anew");
    command->add_option("--file", options->file, "for guidance-read: the document; a copy and its SHA-256 are kept");
  }
  {
    auto options = std::make_shared<records::WantedException>();
    auto* command =
        add_remote_command(*group, context, "except", "sign that a device stays as it is, why, and until when",
                           [&context, options] { return except(context, *options); });
    command->add_option("NOTICE", options->notice, "its reference, such as FSN2024-1562")->required();
    command->add_option("DEVICE", options->device, "its id in the inventory")->required();
    command->add_option("--by", options->by, "the person who signs")->required();
    command->add_option("--reason", options->reason, "why it stays as it is, in words that another person can follow")
        ->required();
    command->add_option("--until", options->until, "the last day, YYYY-MM-DD")->required();
  }
}

}  // namespace runseal::app
