// What stands in the cells of a table of products where a number belongs.
#pragma once

#include "notice/import_reading.h"

namespace runseal::notice {

[[nodiscard]] bool says_not_applicable(std::string_view text);

// "DX-410-1001 / 15036706": numbers that spaces, commas or words such as "or" set apart. What is none comes as strange.
[[nodiscard]] std::vector<std::string> numbers_in(std::string_view cell, std::vector<std::string>& strange);

// The UDI-DI of a cell of this line, or what is wrong with it, into the product.
void add_udi(Line& line, const std::string& text, model::Product& product);

}  // namespace runseal::notice
