#include "service/corrections.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "notice/form_date.h"
#include "notice/udi.h"
#include "store/lists.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_corrections = 200;
constexpr std::size_t most_of_corrections = 12U << 10U;  // bytes, beside the notice in its entry
constexpr std::size_t longest_value = 500;
constexpr std::size_t longest_id = 100;
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

struct Changed {
  Json before;      // null: nothing was there
  std::string now;  // in its one form; empty: taken out
};

class Corrector {
 public:
  explicit Corrector(model::Notice& notice) : notice_(&notice) {}

  Result<Changed> apply(const FieldCorrection& correction) {
    const auto value = std::string(base::trim(correction.value));
    if (value.size() > longest_value || base::printable(value, longest_value) != value)
      return fail(ErrorCode::invalid, "a corrected value is printable and has at most 500 bytes", correction.field);
    const auto parts = base::split(correction.field, '.');
    if (correction.field == "id") return reference(value);
    if (parts.size() == 1) return header(correction.field, value);
    if (parts[0] != "products") return fail(no_such(correction.field));
    if (parts.size() == 2) return no_product(correction.field, parts[1], value);
    return product(correction.field, {parts.begin() + 1, parts.end()}, value);
  }

 private:
  // What it is known by stands first among its references, as in a letter that was read right.
  Result<Changed> reference(const std::string& value) {
    if (value.empty() || value.size() > longest_id || value.contains('/'))
      return fail(ErrorCode::invalid, "a notice's reference has 1 to 100 bytes, and no \"/\"", "id");
    Json before = notice_->id;
    auto& references = notice_->references;
    const auto known = std::ranges::find(references, value, &model::Found<std::string>::value);
    if (known != references.end())
      std::rotate(references.begin(), known, known + 1);
    else if (!references.empty() && references.front().value == notice_->id)
      references.front().value = value;
    else
      references.insert(references.begin(), model::Found<std::string>{value, {}});
    notice_->id = value;
    return Changed{std::move(before), value};
  }

  Result<Changed> no_product(const std::string& field, const std::string& place, const std::string& value) {
    auto& products = notice_->products;
    const auto number = index_of(place);
    if (!number || *number >= products.size() || !value.empty()) return fail(no_such(field));
    const auto at = products.begin() + static_cast<std::ptrdiff_t>(*number);
    Json before = at->name.value;
    products.erase(at);
    return Changed{std::move(before), {}};
  }

  Result<Changed> header(const std::string& field, const std::string& value) {
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

  Result<Changed> product(const std::string& field, const std::vector<std::string>& parts, const std::string& value) {
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

  Result<Changed> catalogue_number(const std::string& field, model::Product& product, const std::string& place,
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

  Result<Changed> set(const std::string& field, Text& text, const std::string& value) {
    auto before = text ? Json(text->value) : Json();
    if (value.empty()) {
      text.reset();
      return Changed{std::move(before), {}};
    }
    auto normal = checked(field, value);
    if (!normal)
      return fail(ErrorCode::invalid, "\"" + base::printable(value, 60) + "\" is no such value: " + normal.error().what,
                  field);
    text = model::Found<std::string>{*normal, text ? text->where : model::Where{}};
    return Changed{std::move(before), *normal};
  }

  model::Notice* notice_;
};

// A value of the document that was corrected to this one; nullptr where it was taken out since.
Json* corrected_value(Json& document, const std::string& field, const std::string& value) {
  const auto parts = base::split(field, '.');
  auto* place = &document;
  for (std::size_t i = 0; i < parts.size() && parts[i] != "catalogue_numbers"; ++i) {
    const auto index = index_of(parts[i]);
    if (index ? !place->is_array() || *index >= place->size() : !place->is_object() || !place->contains(parts[i]))
      return nullptr;
    place = index ? &(*place)[*index] : &(*place)[parts[i]];
  }
  const auto is_it = [&](const Json& one) { return one.is_object() && one.value("value", Json()) == Json(value); };
  if (!field.contains(".catalogue_numbers.")) return is_it(*place) ? place : nullptr;
  for (auto& one : (*place)["catalogue_numbers"])  // others may have been taken out before it
    if (is_it(one)) return &one;
  return nullptr;
}

// Where the field stands now that later corrections have taken products out; empty: it went with its own.
std::string field_now(const Json& corrections, std::size_t which) {
  auto field = corrections[which].value("field", "");
  for (auto later = which + 1; later < corrections.size(); ++later) {
    const auto taken = base::split(corrections[later].value("field", ""), '.');
    auto parts = base::split(field, '.');
    if (taken.size() != 2 || taken[0] != "products" || parts[0] != "products") continue;
    const auto gone = index_of(taken[1]);
    const auto mine = index_of(parts[1]);
    if (!gone || !mine || *gone > *mine) continue;
    if (*gone == *mine) return {};
    parts[1] = std::to_string(*mine - 1);
    field = base::join(parts, ".");
  }
  return field;
}

}  // namespace

Result<Letter> corrected(Letter letter, const std::vector<FieldCorrection>& corrections, const std::string& by,
                         Instant at) {
  if (corrections.size() > most_corrections) return fail(ErrorCode::limit, "at most 200 corrections at once");
  Corrector corrector(letter.imported.notice);
  for (const auto& one : corrections) {
    RUNSEAL_TRY(auto change, corrector.apply(one));
    letter.corrections.push_back({{"field", one.field},
                                  {"value", change.now},
                                  {"read", std::move(change.before)},
                                  {"by", by},
                                  {"at", base::format_instant(at)}});
  }
  if (letter.corrections.dump(-1, ' ', false, Json::error_handler_t::replace).size() > most_of_corrections)
    return fail(ErrorCode::limit, "so many corrections do not fit into one entry of the evidence", {},
                "is this the right letter?");
  return letter;
}

Result<Json> notice_document(Workspace& workspace, const model::Notice& notice) {
  Json document = notice;
  RUNSEAL_TRY(const auto corrections, store::corrections_of(workspace.database(), notice.id));
  for (std::size_t i = 0; i < corrections.size(); ++i) {
    const auto& one = corrections[i];
    const auto field = field_now(corrections, i);
    auto* value = field.empty() ? nullptr : corrected_value(document, field, one.value("value", ""));
    if (value == nullptr || !value->is_object()) continue;
    const auto again = value->find("corrected");  // corrected twice: what runseal had read stays
    const auto read = again == value->end() ? one.value("read", Json()) : (*again)["read"];
    (*value)["corrected"] = {{"by", one.value("by", "")}, {"at", one.value("at", "")}, {"read", read}};
  }
  if (!corrections.empty()) document["corrections"] = corrections;
  return document;
}

}  // namespace runseal::service
