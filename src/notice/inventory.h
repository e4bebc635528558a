// The site's inventory out of a spreadsheet's CSV. Pure, safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/device.h"

namespace runseal::notice {

struct RowProblem {
  int line = 0;  // where the row begins, from 1
  std::string reason;
};

struct Inventory {
  std::vector<model::Device> devices;        // the good rows, complete
  std::vector<RowProblem> problems;          // one for each bad row
  std::vector<std::string> ignored_columns;  // headers that runseal does not know
};

// The first row names the columns: in any order, in English or Latvian (docs/formats/notice.md lists the words).
// Errors: invalid (not text, no column for the name, a column twice), limit (16 MiB, or as read_csv).
[[nodiscard]] Result<Inventory> read_inventory(ByteView csv);

// Checks and normalises one device: an id from the name, UDI-DI as 14 digits (and, with the serial, out of a scanned
// UDI), endpoints in normal form, modes as "Dx" and "RUO". Errors: invalid, with every fault of it in one sentence.
[[nodiscard]] Result<model::Device> complete_device(model::Device device);

}  // namespace runseal::notice
