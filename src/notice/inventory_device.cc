// complete_device(): one device checked and in normal form.
#include <algorithm>

#include "base/endpoint.h"
#include "base/text.h"
#include "notice/inventory.h"
#include "notice/inventory_columns.h"
#include "notice/udi.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_field = 500;
constexpr std::size_t max_id = 60;
constexpr std::size_t max_made_id = 50;  // leaves room for "-2"
constexpr std::size_t max_connections = 32;
constexpr std::size_t max_hosts = 16;
constexpr std::size_t max_host = 253;  // RFC 1035 2.3.4, as text

using Faults = std::vector<std::string>;

// "MiSeqDx (2. stāvs)" → "miseqdx-2-stavs"
std::string id_from(std::string_view name) {
  std::string id;
  for (const char c : base::fold_case(base::without_marks(name))) {
    if (id.size() == max_made_id) break;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      id += c;
    else if (!id.empty() && !id.ends_with('-') && static_cast<unsigned char>(c) < 0x80)
      id += '-';
  }
  while (id.ends_with('-')) id.pop_back();
  return id.empty() ? "device" : id;
}

bool is_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= max_id && id.front() != '-' && id.front() != '.' &&
         std::ranges::all_of(id, allowed);
}

void check_text(model::Device& device, Faults& faults) {
  const auto check = [&](std::string& field, std::string_view what) {
    field = base::trim(field);
    if (field.size() > max_field)
      faults.push_back(std::string(what) + " is too long");
    else if (!base::is_utf8(field))
      faults.push_back(std::string(what) + " is not UTF-8");
    else if (std::ranges::any_of(field, [](char c) { return static_cast<unsigned char>(c) < 0x20; }) && what != "UDI")
      faults.push_back(std::string(what) + " holds control characters");
  };
  check(device.id, "the id");
  check(device.site, "the site");
  check(device.name, "the name");
  check(device.manufacturer, "the manufacturer");
  check(device.catalogue_number, "the catalogue number");
  check(device.udi_di, "the UDI-DI");
  check(device.udi, "UDI");
  check(device.serial, "the serial number");
  check(device.operating_system, "the operating system");
  check(device.software_version, "the software version");
}

void check_udi(model::Device& device, Faults& faults) {
  if (!device.udi_di.empty()) {
    if (auto di = normal_gtin(device.udi_di))
      device.udi_di = *std::move(di);
    else
      faults.push_back(di.error().what);
  }
  if (device.udi.empty()) return;
  const auto scanned = parse_udi(device.udi);
  if (!scanned) return faults.push_back("the scanned UDI cannot be read: " + scanned.error().what);
  if (!device.udi_di.empty() && device.udi_di != scanned->di)
    faults.push_back("the UDI-DI " + device.udi_di + " and the scanned UDI (" + scanned->di +
                     ") contradict each other");
  if (!device.serial.empty() && !scanned->serial.empty() && device.serial != scanned->serial)
    faults.push_back("the serial number " + device.serial + " and the scanned one (" + scanned->serial +
                     ") contradict each other");
  device.udi_di = scanned->di;
  if (device.serial.empty()) device.serial = scanned->serial;
}

void check_connections(model::Device& device, Faults& faults) {
  if (device.connections.size() > max_connections) return faults.push_back("too many connections");
  std::vector<std::string> normal;
  for (const auto& one : device.connections) {
    if (const auto endpoint = base::parse_endpoint(one)) {
      if (std::ranges::find(normal, endpoint->url()) == normal.end()) normal.push_back(endpoint->url());
    } else {
      faults.push_back("the connection \"" + base::printable(one, 80) + "\": " + endpoint.error().what);
    }
  }
  device.connections = std::move(normal);
}

// A name or an address, as a capture shows it: by these a device is known on the network.
void check_hosts(model::Device& device, Faults& faults) {
  if (device.hosts.size() > max_hosts) return faults.push_back("too many network names");
  std::vector<std::string> normal;
  for (const auto& one : device.hosts) {
    const auto host = base::fold_case(one);
    const bool plain = !host.empty() && host.size() <= max_host &&
                       host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.:_-") == std::string::npos;
    if (!plain)
      faults.push_back("\"" + base::printable(one, 80) + "\" is no host name and no address");
    else if (std::ranges::find(normal, host) == normal.end())
      normal.push_back(host);
  }
  device.hosts = std::move(normal);
}

void check_modes(model::Device& device, Faults& faults) {
  std::vector<std::string> modes;
  for (const auto& one : device.modes) {
    const auto word = bare_word(one);
    if (word == "dx" || word == "ivd")
      modes.emplace_back("Dx");
    else if (word == "ruo")
      modes.emplace_back("RUO");
    else
      faults.push_back("unknown mode \"" + base::printable(one, 40) + "\" (Dx or RUO)");
  }
  device.modes = std::move(modes);
}

}  // namespace

Result<model::Device> complete_device(model::Device device) {
  Faults faults;
  check_text(device, faults);
  if (!faults.empty()) return fail(ErrorCode::invalid, base::join(faults, "; "));
  if (device.name.empty()) faults.emplace_back("the name is missing");
  check_udi(device, faults);
  check_connections(device, faults);
  check_hosts(device, faults);
  check_modes(device, faults);
  if (device.id.empty())
    device.id = id_from(device.name);
  else if (device.id = base::fold_case(device.id); !is_id(device.id))
    faults.push_back("the id \"" + base::printable(device.id, 80) +
                     "\" may hold letters a-z, digits, '-', '_' and '.' only");
  if (!faults.empty()) return fail(ErrorCode::invalid, base::join(faults, "; "));
  return device;
}

}  // namespace runseal::notice
