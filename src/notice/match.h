// How one device compares with the products of a notice. Pure, safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/device.h"
#include "model/notice.h"

namespace runseal::notice {

// affected: the catalogue number is one of a product's, or the UDI-DI is (a number that contradicts is said in the
//   reason, and changes nothing: a wrong number on a label is likelier than a wrong notice).
// near_miss: the name is a product's while no number is; or the device carries no number to compare at all, and is not
//   storage or a computer. A person has to look.
// not_affected: everything that could be compared differs.
// Always lists what was compared: with the product that matched or came nearest, or with every product.
[[nodiscard]] model::Match match_device(const model::Notice& notice, const model::Device& device);

// For comparing names: case, marks, trademark signs, spaces, hyphens and the word "instrument" dropped.
[[nodiscard]] std::string normal_product_name(std::string_view name);

}  // namespace runseal::notice
