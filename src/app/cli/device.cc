// runseal device import | add | connect | list | show
#include <fmt/format.h>

#include "app/context.h"
#include "app/records.h"
#include "app/why.h"
#include "base/endpoint.h"
#include "base/text.h"
#include "notice/udi.h"

namespace runseal::app {
namespace {

Json as_json(const std::vector<notice::RowProblem>& problems) {
  Json out = Json::array();
  for (const auto& problem : problems) out.push_back({{"line", problem.line}, {"reason", problem.reason}});
  return out;
}

void show_problems(const Screen& screen, const std::vector<notice::RowProblem>& problems) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& problem : problems)
    rows.push_back({screen.bad(fmt::format("line {}", problem.line)), base::printable(problem.reason)});
  screen.table(rows);
}

struct ImportOptions {
  std::string file;
  bool keep_good = false;
  std::string why;
};

Result<int> import_inventory(const Context& context, const ImportOptions& options) {
  RUNSEAL_TRY(const auto imported,
              records::import_inventory(context, options.file, options.keep_good, context.json, options.why));
  const auto& inventory = imported.inventory;
  if (context.json) {
    context.print({{"devices", inventory.devices},
                   {"problems", as_json(inventory.problems)},
                   {"ignored_columns", inventory.ignored_columns},
                   {"saved", imported.saved}});
  } else {
    show_problems(context.screen, inventory.problems);
    for (const auto& column : inventory.ignored_columns)
      context.screen.line(context.screen.warn("column not used: ") + base::printable(column, 60));
    if (imported.saved)
      context.screen.line(fmt::format("{} {} devices taken in", context.screen.good("ok:"), imported.count));
    else
      context.screen.line(fmt::format(
          "{} nothing was taken in: {} of {} rows have problems. Mend them, or keep the good rows with --keep-good.",
          context.screen.bad("no:"), inventory.problems.size(), inventory.problems.size() + imported.count));
  }
  return inventory.problems.empty() ? holds : wrong;
}

struct AddOptions {
  model::Device device;
  std::string role = "other";
  std::string udi;
};

Result<int> add(const Context& context, AddOptions options) {
  const auto role = base::named<model::Role>(options.role);
  if (!role)
    return fail(ErrorCode::usage, "unknown role \"" + options.role + "\"", {},
                "one of: sequencer, analysis-server, storage, computer, other");
  auto& device = options.device;
  device.role = *role;
  device.udi = options.udi;
  RUNSEAL_TRY(device, notice::complete_device(device));
  RUNSEAL_TRY(const auto evidence, records::add_device(context, device));
  if (context.json)
    context.print(device);
  else
    context.screen.line(fmt::format("{} {} (evidence {})", context.screen.good("added:"), device.id, evidence));
  return holds;
}

struct ConnectOptions {
  std::string id;
  std::vector<std::string> urls;
  std::vector<std::string> hosts;
  std::string inside;
  std::string by;
  std::string why;
};

// Says anew, for each of the connections, what carries it.
Result<> declare_tunnels(model::Device& device, const ConnectOptions& options, Instant now) {
  if (options.inside.empty()) return {};
  const auto kind = base::named<model::TunnelKind>(options.inside);
  if (!kind && options.inside != "none")
    return fail(ErrorCode::usage, "no tunnel is called \"" + base::printable(options.inside, 40) + "\"", {},
                "one of: wireguard, ipsec, ssh; none takes a declaration back");
  if (kind && (options.by.empty() || options.why.empty()))
    return fail(ErrorCode::usage, "say who declares it and what makes them sure", {}, "--by NAME --why REASON");
  for (const auto& url : options.urls) {
    RUNSEAL_TRY(const auto endpoint, base::parse_endpoint(url));
    std::erase_if(device.tunnels, [&](const auto& tunnel) { return tunnel.connection == endpoint.url(); });
    if (kind) device.tunnels.push_back({endpoint.url(), *kind, options.by, options.why, base::format_instant(now)});
  }
  return {};
}

Result<int> connect(const Context& context, const ConnectOptions& options) {
  if (options.urls.empty() && options.hosts.empty())
    return fail(ErrorCode::usage, "say what it connects to, or by which name it is known there", {},
                "a URL, or --host");
  const auto declare = [&](model::Device device, Instant now) -> Result<model::Device> {
    device.connections.insert(device.connections.end(), options.urls.begin(), options.urls.end());
    device.hosts.insert(device.hosts.end(), options.hosts.begin(), options.hosts.end());
    RUNSEAL_CHECK(declare_tunnels(device, options, now));
    return notice::complete_device(std::move(device));
  };
  const auto why = options.why.empty() ? "a connection was declared" : options.why;
  RUNSEAL_TRY(const auto changed, records::change_device(context, options.id, why, declare));
  const auto& [device, evidence] = changed;
  if (context.json)
    context.print(device);
  else
    context.screen.line(fmt::format("{} {} now has {} connection(s) (evidence {})", context.screen.good("ok:"),
                                    device.id, device.connections.size(), evidence));
  return holds;
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(const auto devices, records::devices(context));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& device : devices) {
    documents.push_back(device);
    rows.push_back({device.id, base::printable(device.catalogue_number, 20), base::printable(device.name, 30),
                    base::printable(base::join(device.connections, " "))});
  }
  if (context.json)
    context.print(documents);
  else if (rows.empty())
    context.screen.line("The inventory is empty.  next: runseal device import INVENTORY.csv --why REASON");
  else
    context.screen.table(rows, 0);
  return holds;
}

Result<int> show(const Context& context, const std::string& id) {
  RUNSEAL_TRY(const auto shown, records::device(context, id));
  const auto& device = shown.device;
  if (context.json) {
    context.print(device);
    return holds;
  }
  std::vector<std::vector<std::string>> rows;
  const auto add_row = [&](const std::string& label, const std::string& value) {
    if (!value.empty()) rows.push_back({label, base::printable(value)});
  };
  add_row("id", device.id);
  add_row("name", device.name);
  add_row("site", device.site);
  add_row("manufacturer", device.manufacturer);
  add_row("catalogue number", device.catalogue_number);
  add_row("UDI-DI", device.udi_di);
  add_row("UDI as scanned", device.udi);
  add_row("serial", device.serial);
  add_row("role", std::string(base::name_of(device.role)));
  add_row("operating system", device.operating_system);
  add_row("software", device.software_version);
  add_row("modes", base::join(device.modes, ", "));
  add_row("on the network", base::join(device.hosts, ", "));
  for (const auto& connection : device.connections) {
    const auto measured = shown.latest.find(connection);
    add_row("connection", connection);
    for (const auto& tunnel : device.tunnels)
      if (tunnel.connection == connection)
        add_row("", fmt::format("inside {}, says {} ({}): {}", base::name_of(tunnel.kind), tunnel.by,
                                tunnel.at.substr(0, 10), tunnel.why));
    if (measured == shown.latest.end()) {
      add_row("", "never measured");
      continue;
    }
    const auto& assessment = measured->second;
    rows.push_back({"", fmt::format("{}: integrity {}, confidentiality {}, peer {}", assessment.at.substr(0, 10),
                                    context.screen.grade(assessment.integrity.grade),
                                    context.screen.grade(assessment.confidentiality.grade),
                                    context.screen.grade(assessment.peer_authenticity.grade))});
  }
  context.screen.table(rows, 0);
  return holds;
}

}  // namespace

void add_device_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("device", "the site's instruments and servers, and what they connect to");
  group->require_subcommand(1);
  {
    auto options = std::make_shared<ImportOptions>();
    auto* command = add_remote_command(*group, context, "import", "take in an inventory from a CSV file",
                                       [&context, options] { return import_inventory(context, *options); });
    command->add_option("FILE", options->file, "the inventory")->required();
    command->add_flag("--keep-good", options->keep_good, "take in the good rows even though others have problems");
    add_why(*command, options->why)->required();
  }
  {
    auto options = std::make_shared<AddOptions>();
    auto& device = options->device;
    auto* command = add_remote_command(*group, context, "add", "add one device",
                                       [&context, options] { return add(context, *options); });
    command->add_option("NAME", device.name, "its name, as on the device")->required();
    command->add_option("--id", device.id, "a short name of its own (default: made from the name)");
    command->add_option("--site", device.site, "where it stands");
    command->add_option("--manufacturer", device.manufacturer, "who made it");
    command->add_option("--catalogue", device.catalogue_number, "catalogue number");
    command->add_option("--udi", options->udi, "UDI-DI, or the whole UDI as the scanner gives it");
    command->add_option("--serial", device.serial, "serial number");
    command->add_option("--role", options->role, "sequencer, analysis-server, storage, computer or other")
        ->capture_default_str();
    command->add_option("--os", device.operating_system, "operating system, such as \"Windows 7\"");
    command->add_option("--software", device.software_version, "its version, as the device shows it");
    command->add_option("--mode", device.modes, "Dx, RUO");
    command->add_option("--connection", device.connections, "what it writes to or reads from, such as smb://nas01/runs")
        ->allow_extra_args(false);
    command->add_option("--host", device.hosts, "its own name or address on the network; captures know it by that")
        ->allow_extra_args(false);
  }
  {
    auto options = std::make_shared<ConnectOptions>();
    auto* command =
        add_remote_command(*group, context, "connect", "declare further connections of a device, or its network name",
                           [&context, options] { return connect(context, *options); });
    command->add_option("DEVICE", options->id, "its id in the inventory")->required();
    command->add_option("URL", options->urls, "such as smb://nas01/runs");
    command->add_option("--host", options->hosts, "also its own name or address on the network")
        ->allow_extra_args(false);
    command->add_option("--inside", options->inside,
                        "what carries them as far as the storage: wireguard, ipsec, ssh; none takes that back");
    command->add_option("--by", options->by, "who says so");
    command->add_option("--why", options->why, "what makes them sure");
  }
  add_remote_command(*group, context, "list", "the inventory", [&context] { return list(context); });
  {
    auto id = std::make_shared<std::string>();
    auto* command = add_remote_command(*group, context, "show", "one device and its connections",
                                       [&context, id] { return show(context, *id); });
    command->add_option("DEVICE", *id, "its id in the inventory")->required();
  }
}

}  // namespace runseal::app
