// The words by which spreadsheets name what a device has. Data for inventory.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/device.h"

namespace runseal::notice {

enum class Column {
  id,
  site,
  name,
  manufacturer,
  catalogue_number,
  udi_di,
  udi,
  serial,
  role,
  operating_system,
  software_version,
  modes,
  connections,
  hosts,
};

[[nodiscard]] std::optional<Column> column_named(std::string_view header);
[[nodiscard]] std::optional<model::Role> role_named(std::string_view text);
// For comparing headers and words: lower case, no marks, only letters and digits.
[[nodiscard]] std::string bare_word(std::string_view text);

}  // namespace runseal::notice
