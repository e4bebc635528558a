#include "service/corrections.h"

#include <charconv>

#include "base/text.h"
#include "notice/form_date.h"
#include "notice/udi.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_corrections = 200;
constexpr std::size_t longest_value = 500;
constexpr std::size_t most_products = 500;

using Text = std::optional<model::Found<std::string>>;

Error no_such(const std::string& field) {
  return {ErrorCode::invalid, "\"" + base::printable(field, 60) + "\" is no field that can be corrected", field,
          "such as publisher, date, products.0.name, products.0.catalogue_numbers.1"};
}

std::optional<std::size_t> index_of(const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The value in its one form. Errors: invalid.
Result<std::string> checked(const std::string& field, const std::string& value) {
  if (field == "date") {
    RUNSEAL_TRY(const auto date, base::parse_date(value));
    return base::format_date(date);
  }
  if (field == "udi_di") return notice::normal_gtin(value);
  if (field == "date_format") RUNSEAL_CHECK(notice::form_date(value, Date{std::chrono::year{2024} / 5 / 9}, "en"));
  if (field == "language" && (value.size() < 2 || value.size() > 16))
    return fail(ErrorCode::invalid, "a language is written as \"en\" or \"lv\"");
  return value;
}

class Corrector {
 public:
  explicit Corrector(model::Notice& notice) : notice_(&notice) {}

  // What was there before.
  Result<Json> apply(const FieldCorrection& correction) {
    const auto value = std::string(base::trim(correction.value));
    if (value.size() > longest_value || base::printable(value, longest_value) != value)
      return fail(ErrorCode::invalid, "a corrected value is printable and has at most 500 bytes", correction.field);
    const auto parts = base::split(correction.field, '.');
    if (parts.size() == 1) return header(correction.field, value);
    if (parts.size() < 3 || parts[0] != "products") return fail(no_such(correction.field));
    return product(correction.field, {parts.begin() + 1, parts.end()}, value);
  }

 private:
  Result<Json> header(const std::string& field, const std::string& value) {
    const std::pair<const char*, Text model::Notice::*> fields[] = {{"publisher", &model::Notice::publisher},
                                                                    {"title", &model::Notice::title},
                                                                    {"date", &model::Notice::date},
                                                                    {"language", &model::Notice::language},
                                                                    {"guidance_link", &model::Notice::guidance_link},
                                                                    {"reply_address", &model::Notice::reply_address},
                                                                    {"date_format", &model::Notice::date_format}};
    for (const auto& [name, member] : fields)
      if (field == name) return set(field, notice_->*member, value);
    return fail(no_such(field));
  }

  Result<Json> product(const std::string& field, const std::vector<std::string>& parts, const std::string& value) {
    auto& products = notice_->products;
    const auto number = index_of(parts[0]);
    const bool adds = number && *number == products.size() && parts[1] == "name" && !value.empty();
    if (!number || (*number >= products.size() && !adds)) return fail(no_such(field));
    if (products.size() >= most_products) return fail(ErrorCode::limit, "a notice has at most 500 products");
    if (adds) products.emplace_back();
    auto& one = products[*number];
    if (parts.size() == 2 && parts[1] == "name") {
      if (value.empty()) return fail(ErrorCode::invalid, "a product has a name", field);
      Text name = adds ? Text() : Text(one.name);
      RUNSEAL_TRY(auto before, set("name", name, value));
      one.name = std::move(*name);
      return before;
    }
    if (parts.size() == 2 && parts[1] == "udi_di") {
      if (!value.empty()) one.problems.clear();  // they tell of the number that was read
      return set("udi_di", one.udi_di, value);
    }
    if (parts.size() == 3 && parts[1] == "catalogue_numbers") return catalogue_number(field, one, parts[2], value);
    return fail(no_such(field));
  }

  Result<Json> catalogue_number(const std::string& field, model::Product& product, const std::string& place,
                                const std::string& value) {
    auto& numbers = product.catalogue_numbers;
    const auto number = index_of(place);
    if (!number || *number > numbers.size() || (*number == numbers.size() && value.empty()))
      return fail(no_such(field));
    Text one = *number < numbers.size() ? Text(numbers[*number]) : Text();
    RUNSEAL_TRY(auto before, set("catalogue_numbers", one, value));
    if (!one)
      numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(*number));
    else if (*number == numbers.size())
      numbers.push_back(std::move(*one));
    else
      numbers[*number] = std::move(*one);
    return before;
  }

  Result<Json> set(const std::string& field, Text& text, const std::string& value) {
    const auto before = text ? Json(text->value) : Json();
    if (value.empty()) {
      text.reset();
      return before;
    }
    auto normal = checked(field, value);
    if (!normal)
      return fail(ErrorCode::invalid, "\"" + base::printable(value, 60) + "\" is no such value: " + normal.error().what,
                  field);
    text = model::Found<std::string>{*normal, text ? text->where : model::Where{}};
    return before;
  }

  model::Notice* notice_;
};

}  // namespace

Result<Letter> corrected(Letter letter, const std::vector<FieldCorrection>& corrections) {
  if (corrections.size() > most_corrections) return fail(ErrorCode::limit, "at most 200 corrections at once");
  Corrector corrector(letter.imported.notice);
  for (const auto& one : corrections) {
    RUNSEAL_TRY(auto before, corrector.apply(one));
    letter.corrections.push_back({{"field", one.field}, {"value", one.value}, {"read", std::move(before)}});
  }
  return letter;
}

}  // namespace runseal::service
