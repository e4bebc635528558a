#include "notice/inventory.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"
#include "notice/csv.h"
#include "notice/inventory_columns.h"
#include "notice/text_encoding.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_csv = 16U << 20U;

using Columns = std::vector<std::optional<Column>>;

Result<Columns> columns_of(const CsvRow& header, Inventory& inventory) {
  Columns columns;
  std::unordered_map<int, std::string> taken;
  for (const auto& cell : header.cells) {
    const auto column = column_named(cell);
    columns.push_back(column);
    if (!column) {
      if (!base::trim(cell).empty()) inventory.ignored_columns.push_back(base::printable(base::trim(cell), 80));
      continue;
    }
    const auto [before, fresh] = taken.try_emplace(static_cast<int>(*column), cell);
    if (!fresh)
      return fail(ErrorCode::invalid,
                  fmt::format("the columns \"{}\" and \"{}\" mean the same", base::printable(before->second, 60),
                              base::printable(cell, 60)),
                  fmt::format("line {}", header.line), "keep one of them, or rename the other");
  }
  if (!taken.contains(static_cast<int>(Column::name)))
    return fail(ErrorCode::invalid, "no column for the device's name", fmt::format("line {}", header.line),
                "name a column \"name\" (or \"nosaukums\"); the first row must hold the column names");
  return columns;
}

// Several values in one cell, separated by any of `separators`.
std::vector<std::string> several(std::string_view cell, std::string_view separators) {
  std::vector<std::string> values;
  while (!cell.empty()) {
    const auto end = std::min(cell.find_first_of(separators), cell.size());
    if (const auto value = base::trim(cell.substr(0, end)); !value.empty()) values.emplace_back(value);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return values;
}

void set(model::Device& device, Column column, std::string_view value, std::vector<std::string>& faults) {
  switch (column) {
    case Column::id: device.id = value; return;
    case Column::site: device.site = value; return;
    case Column::name: device.name = value; return;
    case Column::manufacturer: device.manufacturer = value; return;
    case Column::catalogue_number: device.catalogue_number = value; return;
    case Column::udi_di: device.udi_di = value; return;
    case Column::udi: device.udi = value; return;
    case Column::serial: device.serial = value; return;
    case Column::operating_system: device.operating_system = value; return;
    case Column::software_version: device.software_version = value; return;
    case Column::modes: device.modes = several(value, ",;|/+& \t\r\n"); return;
    case Column::connections: device.connections = several(value, ";| \t\r\n"); return;
    case Column::hosts: device.hosts = several(value, ",;| \t\r\n"); return;
    case Column::role:
      if (const auto role = role_named(value))
        device.role = *role;
      else if (!value.empty())
        faults.push_back("unknown role \"" + base::printable(value, 40) +
                         "\" (sequencer, analysis-server, storage, computer, other)");
  }
}

Result<model::Device> device_of(const CsvRow& row, const Columns& columns) {
  std::vector<std::string> faults;
  if (row.open_quote) faults.emplace_back("a quote is opened and never closed");
  model::Device device;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto value = base::trim(row.cells[i]);
    if (i < columns.size() && columns[i])
      set(device, *columns[i], value, faults);
    else if (i >= columns.size() && !value.empty() && faults.empty())
      faults.emplace_back("more cells than the first row has columns");
  }
  auto complete = complete_device(std::move(device));
  if (!complete) faults.push_back(complete.error().what);
  if (!faults.empty()) return fail(ErrorCode::invalid, base::join(faults, "; "));
  return complete;
}

bool id_given(const CsvRow& row, const Columns& columns) {
  for (std::size_t i = 0; i < std::min(row.cells.size(), columns.size()); ++i)
    if (columns[i] == Column::id && !base::trim(row.cells[i]).empty()) return true;
  return false;
}

// "miseqdx", then "miseqdx-2"; ids that were given are never changed, so they are taken first.
class Ids {
 public:
  bool take(const std::string& id) { return taken_.insert(id).second; }
  std::string fresh(const std::string& id) {
    if (take(id)) return id;
    for (auto& next = next_[id];;) {
      auto candidate = fmt::format("{}-{}", id, next = std::max(next + 1, 2));
      if (take(candidate)) return candidate;
    }
  }

 private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> next_;
};

}  // namespace

Result<Inventory> read_inventory(ByteView csv) {
  if (csv.size() > max_csv) return fail(ErrorCode::limit, "the inventory is larger than 16 MiB");
  auto decoded = decode_text(csv);
  if (!decoded) {
    decoded.error().next = "save the inventory as CSV (in a spreadsheet program: Save As, CSV UTF-8) and import that";
    return fail(std::move(decoded.error()));
  }
  const auto& text = *decoded;
  RUNSEAL_TRY(const auto rows, read_csv(text, csv_separator(text)));
  if (rows.empty())
    return fail(ErrorCode::invalid, "the inventory is empty", {}, "the first row must hold the column names");
  Inventory inventory;
  RUNSEAL_TRY(const auto columns, columns_of(rows.front(), inventory));

  Ids ids;
  std::vector<std::size_t> unnamed;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    auto device = device_of(rows[i], columns);
    if (!device) {
      inventory.problems.push_back({rows[i].line, device.error().what});
    } else if (!id_given(rows[i], columns)) {
      unnamed.push_back(inventory.devices.size());
      inventory.devices.push_back(*std::move(device));
    } else if (ids.take(device->id)) {
      inventory.devices.push_back(*std::move(device));
    } else {
      inventory.problems.push_back({rows[i].line, "the id \"" + device->id + "\" is another row's already"});
    }
  }
  for (const auto i : unnamed) inventory.devices[i].id = ids.fresh(inventory.devices[i].id);
  return inventory;
}

}  // namespace runseal::notice
