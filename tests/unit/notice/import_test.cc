#include "notice/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pango/pangocairo.h>

#include <cairo-pdf.h>

#include <cstdlib>
#include <functional>
#include <regex>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "notice/builtin.h"
#include "notice/import_reading.h"
#include "support/temporary.h"

namespace runseal::notice {
namespace {

using model::Ask;
using model::FieldKind;
using model::FormPart;
using model::Harm;
using testing::ElementsAre;
using testing::HasSubstr;

std::string fixture(std::string_view name) {
  return test::read_file(test::source_file("tests/golden/notices/" + std::string(name)));
}

model::Notice import(std::string_view name, std::string_view content) {
  const auto imported = import_notice(name, base::as_bytes(content));
  EXPECT_TRUE(imported) << imported.error().describe();
  return imported ? imported->notice : model::Notice{};
}

std::vector<std::string> numbers(const model::Product& product) {
  std::vector<std::string> out;
  for (const auto& number : product.catalogue_numbers) out.push_back(number.value);
  return out;
}

template <class Items>
auto values(const Items& items) {
  std::vector<decltype(items.front().value)> out;
  for (const auto& item : items) out.push_back(item.value);
  return out;
}

std::vector<std::string> kinds_of_actions(const model::Notice& notice) {
  std::vector<std::string> out;
  for (const auto& action : notice.actions) out.emplace_back(base::name_of(action.kind));
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> form_of(const model::Notice& notice) {
  std::vector<std::string> out;
  for (const auto& field : notice.form)
    out.push_back(std::string(base::name_of(field.part)) + " " + std::string(base::name_of(field.kind)) + " " +
                  std::string(base::name_of(field.ask)));
  return out;
}

// Letters and digits only, without markup: what a quotation must share with its source.
std::string bare(std::string_view text) {
  static const std::regex markup(R"(\]\([^)]*\)|</?[a-z][a-z ="]*>|&nbsp;)");
  std::string out;
  for (const char c : std::regex_replace(base::replaced(std::string(text), "\u2610", ""), markup, ""))
    if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

std::vector<model::Where> all_places(const model::Notice& notice) {
  std::vector<model::Where> places;
  const Json json = notice;
  const std::function<void(const Json&)> walk = [&](const Json& node) {
    if (node.is_object() && node.contains("where")) places.push_back(node.at("where").get<model::Where>());
    if (node.is_structured())
      for (const auto& child : node) walk(child);
  };
  walk(json);
  return places;
}

// Every value stands where it says it stands.
void expect_honest_places(const model::Notice& notice, const std::string& text) {
  const auto lines = base::lines(text);
  for (const auto& place : all_places(notice)) {
    ASSERT_GE(place.line, 1);
    ASSERT_LE(static_cast<std::size_t>(place.line), lines.size());
    EXPECT_GE(place.page, 1);
    EXPECT_LE(place.quote.size(), 200U);
    EXPECT_FALSE(place.quote.empty());
    std::string around;  // a quotation may begin or end in the lines beside it
    for (int i = std::max(0, place.line - 6); i < std::min(place.line + 5, static_cast<int>(lines.size())); ++i)
      around += std::string(lines[static_cast<std::size_t>(i)]) + "\n";
    EXPECT_THAT(bare(around), HasSubstr(bare(place.quote))) << "line " << place.line;
  }
}

// Every line that is not blank gave a value, repeats an earlier one, is listed as not recognised, or is one of
// `structure`.
void expect_nothing_dropped(const std::string& text, model::SourceFormat format,
                            const std::vector<std::string>& structure) {
  const auto reading = read_all(text, format);
  ASSERT_TRUE(reading);
  std::string listed;
  for (const auto& one : reading->notice.unrecognised) listed += bare(one.text) + "\n";
  std::string given;
  for (const auto& place : all_places(reading->notice)) given += fmt::format("[{}]", place.line);
  for (const auto& action : reading->notice.actions) given += bare(action.text.value) + "\n";
  for (const auto& field : reading->notice.form) given += bare(field.label.value) + "\n";
  for (const auto& product : reading->notice.products) given += bare(product.name.value) + "\n";
  std::set<std::string> before;
  bool paragraph_used = false;
  const auto raw = base::lines(text);
  for (const auto& line : reading->document.lines) {
    const auto source = std::string(base::trim(raw[static_cast<std::size_t>(line.number) - 1]));
    const auto content = bare(source);
    const bool goes_on = line.use == LineUse::value && paragraph_used &&
                         !source.empty();  // the value's paragraph, in plain text of several lines
    paragraph_used = line.use == LineUse::value;
    if (content.empty()) continue;  // a rule of a table, a line to write on
    SCOPED_TRACE(fmt::format("line {}: {}", line.number, source));
    switch (line.use) {
      case LineUse::value:
        EXPECT_TRUE(given.contains(fmt::format("[{}]", line.number)) || given.contains(content) ||
                    given.contains(bare(line.text)) || goes_on);
        break;
      case LineUse::repeated: EXPECT_TRUE(before.contains(content)); break;
      case LineUse::unrecognised: EXPECT_THAT(listed, HasSubstr(content)); break;
      case LineUse::structure:
        EXPECT_TRUE(std::ranges::any_of(structure, [&](const auto& one) { return source.contains(one); }));
        break;
      default: ADD_FAILURE() << "nothing became of this line";
    }
    before.insert(content);
  }
}

TEST(LatvianLetter, GivesWhatItSays) {
  const auto text = fixture("letter.lv.md");
  const auto notice = import("letter.lv.md", text);
  EXPECT_EQ(notice.source.format, model::SourceFormat::markdown);
  EXPECT_EQ(notice.source.sha256, base::sha256_hex(base::as_bytes(text)));
  EXPECT_EQ(notice.id, "FSN2025-0042");
  EXPECT_THAT(values(notice.references), ElementsAre("FSN2025-0042", "B-EU-00917"));
  EXPECT_EQ(notice.publisher->value, "Boreal Sekvences, SIA");
  EXPECT_EQ(notice.title->value, "Steidzams laboratorijas ierīču atsaukums");
  EXPECT_EQ(notice.kinds.size(), 2U);
  EXPECT_EQ(notice.date->value, "2025-02-11");
  EXPECT_EQ(notice.language->value, "lv");
  EXPECT_THAT(values(notice.harms), ElementsAre(Harm::wrong_results, Harm::delayed_results, Harm::lost_results,
                                                Harm::corrupted_files, Harm::disclosed_data));
  EXPECT_THAT(kinds_of_actions(notice), ElementsAre("disconnect-if-compromised", "inform-users", "read-guidance",
                                                    "report-adverse-events", "return-form", "settle-protocol"));
  EXPECT_EQ(notice.guidance_link->value, "https://boreal.example/drosiba/vadlinijas.html");
  EXPECT_EQ(notice.reply_address->value, "atbildes@boreal.example");
  EXPECT_EQ(notice.date_format->value, "DD.MM.YYYY");
  ASSERT_EQ(notice.contacts.size(), 1U);
  EXPECT_EQ(notice.contacts[0].name.value, "Tehniskā palīdzība");
  EXPECT_EQ(notice.contacts[0].address.value, "palidziba@boreal.example");
}

TEST(LatvianLetter, GivesTheProductsOfATableThatAPageBreakCuts) {
  const auto notice = import("letter.lv.md", fixture("letter.lv.md"));
  ASSERT_EQ(notice.products.size(), 4U);
  EXPECT_EQ(notice.products[0].name.value, "AuroraSeq Dx");
  EXPECT_THAT(numbers(notice.products[0]), ElementsAre("AU-210-7001", "31004410"));
  EXPECT_EQ(notice.products[0].udi_di->value, "04750012345670");
  EXPECT_EQ(notice.products[1].name.value, "AuroraSeq 800Dx Iekārta");
  EXPECT_EQ(notice.products[2].name.value, "Polaris Analīzes Serveris v3");
  EXPECT_TRUE(notice.products[2].udi_not_applicable);
  EXPECT_EQ(notice.products[2].name.where.page, 2);
  EXPECT_THAT(numbers(notice.products[3]), ElementsAre("31009017", "31009018"));
  for (const auto& product : notice.products) EXPECT_THAT(product.problems, testing::IsEmpty());
}

TEST(LatvianLetter, GivesTheFormInItsThreeParts) {
  EXPECT_THAT(
      form_of(import("letter.lv.md", fixture("letter.lv.md"))),
      ElementsAre("common text organisation", "common text person-name", "common text person-title", "common date date",
                  "common text other", "customer yes-no notice-received", "customer yes-no users-informed",
                  "customer yes-no guidance-read", "customer yes-no other", "distributor not-applicable not-applicable",
                  "distributor yes-no customers-identified", "distributor yes-no-date customers-informed"));
}

TEST(LatvianLetter, IsAccountedForLineByLine) {
  const auto text = fixture("letter.lv.md");
  expect_honest_places(import("letter.lv.md", text), text);
  expect_nothing_dropped(text, model::SourceFormat::markdown,
                         {"lpp. no 5", "| Skartais izstr", "Atbildes veidlapa", "Klienta atbildes"});
}

TEST(EnglishLetter, GivesWhatItSaysInPlainText) {
  const auto text = fixture("letter.en.txt");
  const auto notice = import("letter.en.txt", text);
  EXPECT_EQ(notice.source.format, model::SourceFormat::text);
  EXPECT_EQ(notice.id, "FSCA-2025-017");
  EXPECT_EQ(notice.publisher->value, "Meridian Genomics Ltd.");
  EXPECT_EQ(notice.date->value, "2025-02-11");
  EXPECT_EQ(notice.language->value, "en");
  EXPECT_EQ(notice.harms.size(), 5U);
  EXPECT_EQ(notice.actions.size(), 6U);
  EXPECT_EQ(notice.guidance_link->value, "https://meridian.example/guidance.html");
  EXPECT_EQ(notice.reply_address->value, "replies@meridian.example");
  EXPECT_EQ(notice.date_format->value, "DD-MMM-YYYY");
  ASSERT_EQ(notice.contacts.size(), 2U);
  EXPECT_EQ(notice.contacts[1].address.value, "+371 6700 0000");
  expect_honest_places(notice, text);
  expect_nothing_dropped(
      text, model::SourceFormat::text,
      {"Page ", "Affected product", "number         identifier", "REPLY FORM", "Customer responses"});
}

void expect_english_products(const model::Notice& notice) {
  ASSERT_EQ(notice.products.size(), 3U);
  EXPECT_EQ(notice.products[0].name.value, "Meridian Reader Dx");
  EXPECT_THAT(numbers(notice.products[0]), ElementsAre("MR-100-22", "MR-100-23"));
  EXPECT_EQ(notice.products[0].udi_di->value, "04750012345670");
  EXPECT_EQ(notice.products[1].name.value, "Meridian Basecall Server v2");
  EXPECT_TRUE(notice.products[1].udi_not_applicable);
  EXPECT_EQ(notice.products[2].name.value, "Meridian Archive");
  EXPECT_FALSE(notice.products[2].udi_di);  // its check digit is wrong: a problem, not a value
  EXPECT_THAT(notice.products[2].problems, ElementsAre(HasSubstr("check digit")));
}

void expect_english_form(const model::Notice& notice) {
  EXPECT_THAT(form_of(notice),
              ElementsAre("common text organisation", "common text person-name", "common text person-title",
                          "common date date", "customer yes-no notice-received", "customer yes-no users-informed",
                          "customer yes-no guidance-read", "distributor not-applicable not-applicable",
                          "distributor yes-no customers-identified", "distributor yes-no-date customers-informed"));
  EXPECT_EQ(notice.form[4].label.value, "I confirm that I received this notice and understood it.");
}

TEST(EnglishLetter, GivesProductsWhoseNamesAndNumbersAreWrapped) {
  expect_english_products(import("l", fixture("letter.en.txt")));
}
TEST(EnglishLetter, GivesTheFormWhoseLabelsAreWrapped) { expect_english_form(import("l", fixture("letter.en.txt"))); }

// The letter as a PDF: monospaced, so that its columns stay columns; a new page after "Page N of M".
std::string pdf_of(const std::string& text) {
  std::string pdf;
  const auto write = [](void* closure, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  };
  auto* surface = cairo_pdf_surface_create_for_stream(write, &pdf, 595, 842);
  auto* cairo = cairo_create(surface);
  auto* layout = pango_cairo_create_layout(cairo);
  auto* font = pango_font_description_from_string("DejaVu Sans Mono 8");
  pango_layout_set_font_description(layout, font);
  double y = 40;
  for (const auto line : base::lines(text)) {
    pango_layout_set_text(layout, line.data(), static_cast<int>(line.size()));
    cairo_move_to(cairo, 40, y);
    pango_cairo_show_layout(cairo, layout);
    y += 12;
    if (!line.contains("Page ")) continue;
    cairo_show_page(cairo);
    y = 40;
  }
  pango_font_description_free(font);
  g_object_unref(layout);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return pdf;
}

TEST(PdfLetter, GivesTheSameAsItsText) {
  const auto imported = import_notice("letter.pdf", base::as_bytes(pdf_of(fixture("letter.en.txt"))));
  ASSERT_TRUE(imported) << imported.error().describe();
  const auto& notice = imported->notice;
  EXPECT_EQ(notice.source.format, model::SourceFormat::pdf);
  EXPECT_EQ(notice.id, "FSCA-2025-017");
  EXPECT_EQ(notice.date->value, "2025-02-11");
  EXPECT_EQ(notice.harms.size(), 5U);
  EXPECT_EQ(notice.actions.size(), 6U);
  EXPECT_EQ(notice.reply_address->value, "replies@meridian.example");
  EXPECT_EQ(notice.reply_address->where.page, 2);
  expect_english_products(notice);
  expect_english_form(notice);
  expect_honest_places(notice, imported->text);
  expect_nothing_dropped(imported->text, model::SourceFormat::pdf,
                         {"Page ", "Affected product", "identifier (UDI", "REPLY FORM", "Customer responses"});
}

TEST(PdfLetter, WithoutTextIsRefused) {
  EXPECT_EQ(import_notice("x.pdf", base::as_bytes(pdf_of(""))).error().code, ErrorCode::invalid);
  EXPECT_EQ(import_notice("x.pdf", base::as_bytes("%PDF-1.4 nothing")).error().code, ErrorCode::invalid);
}

TEST(Import, InventsNothing) {
  const auto notice = import("x",
                             "Field safety notice FSN2030-0001\n\nThere were no incorrect results. Nothing was lost, "
                             "and no damaged files are known.\n"
                             "Dated 05/08/2024\n\nThis long sentence, as prose in a letter commonly is, has words "
                             "enough to end the heading and mentions another one: FSN2029-7777 is not its own.\n");
  EXPECT_THAT(values(notice.references), ElementsAre("FSN2030-0001"));
  EXPECT_TRUE(notice.harms.empty());
  EXPECT_TRUE(notice.products.empty());
  EXPECT_FALSE(notice.date);
  EXPECT_FALSE(notice.publisher);
  EXPECT_FALSE(notice.reply_address);
}

TEST(Import, ReadsDatesThatAreCertain) {
  const std::pair<const char*, const char*> dates[] = {{"Trešdiena, 2024. gada 8. maijs", "2024-05-08"},
                                                       {"8 May 2024", "2024-05-08"},
                                                       {"Wednesday, May 8th, 2024", "2024-05-08"},
                                                       {"Date: 2024-05-08", "2024-05-08"},
                                                       {"08.05.2024.", "2024-05-08"},
                                                       {"Datums: 2024. gada 29. februāris", "2024-02-29"}};
  for (const auto& [text, date] : dates) EXPECT_EQ(whole_date(text), date) << text;
  for (const auto* text : {"05/08/2024", "2023. gada 29. februāris", "31 April 2024", "8 May 24",
                           "we met on 8 May 2024", "", "1.2.3", "Page 1 of 2"})
    EXPECT_FALSE(whole_date(text)) << text;
}

TEST(Import, RefusesWhatIsNoNotice) {
  const auto code = [](std::string_view content) {
    const auto imported = import_notice("x", base::as_bytes(content));
    return imported ? ErrorCode::internal : imported.error().code;
  };
  EXPECT_EQ(code(""), ErrorCode::invalid);
  EXPECT_EQ(code("Dear customer, nothing happened."), ErrorCode::invalid);
  EXPECT_EQ(code("Invoice FSN2030-0001 for seven pens."), ErrorCode::invalid);
  EXPECT_EQ(code(std::string("FSN2030-0001 recall\0binary", 26)), ErrorCode::invalid);
  EXPECT_EQ(code(std::string(10'000'000, '|')), ErrorCode::limit);
  EXPECT_EQ(code(std::string(5'000'000, '\n')), ErrorCode::limit);
  EXPECT_EQ(code(std::string((32U << 20U) + 1, ' ')), ErrorCode::limit);
}

TEST(Import, ReadsALetterInWindows1257) {
  EXPECT_EQ(import("x",
                   "Atsaukums\nFSN2030-0001\nR\xe2\xfeot\xe2js: Pal\xee"
                   "dz\xe7 SIA\n")
                .publisher->value,
            "Palīdzē SIA");
}

// Linear: each of these takes milliseconds, and hours where some part is quadratic.
TEST(Import, ReadsHostileTextsToTheirEnd) {
  const std::string head = "# Recall FSN2030-0001\n\n## a\n## b\n";
  const auto repeated = [](std::string_view part, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += part;
    return text;
  };
  constexpr std::size_t much = 150'000;
  for (const std::string_view part : {"|", "| a ", "[", "[a](", "<", "<a", "*_", "&", "(FSN1 ", "FSN 1-", "a", "\u2122",
                                      "(", "incorrect ", "contact ", "\u2610 yes ", "a@b.", "- "})
    for (const auto format : {model::SourceFormat::markdown, model::SourceFormat::text})
      EXPECT_TRUE(read_notice(head + repeated(part, much), format, "x", "")) << part;
  for (const std::string_view line : {"| a | b |\n", "# a\n", "Label:\n", "a  b  c\n", "1. lpp. no 5\n", "a\n\n",
                                      "Verification form\n", "x\f\n", "Product   Catalog   UDI\n", "Name:\n"})
    for (const auto format : {model::SourceFormat::markdown, model::SourceFormat::text})
      EXPECT_TRUE(read_notice(head + repeated(line, 70'000), format, "x", "")) << line;
}

TEST(RealLetter, GivesExactlyWhatItSays) {
  const char* path = std::getenv("RUNSEAL_LETTER");
  if (!path)
    GTEST_SKIP() << "RUNSEAL_LETTER names no file: the real letter FSN2024-1562 is not part of this repository";
  const auto text = test::read_file(path);
  const auto notice = import("letter", text);
  EXPECT_THAT(values(notice.references), ElementsAre("FSN2024-1562", "M-AMR-01357"));
  EXPECT_EQ(notice.publisher->value, "Illumina, Inc.");
  EXPECT_EQ(notice.kinds.size(), 2U);
  EXPECT_EQ(notice.date->value, "2024-05-08");
  EXPECT_EQ(notice.language->value, "lv");
  const auto& known = builtin_notices().front();
  ASSERT_EQ(notice.products.size(), known.products.size());
  for (std::size_t i = 0; i < known.products.size(); ++i) {
    const auto& product = notice.products[i];
    EXPECT_EQ(product.name.value, known.products[i].name.value);
    EXPECT_EQ(numbers(product), numbers(known.products[i]));
    EXPECT_EQ(product.udi_di ? product.udi_di->value : "",
              known.products[i].udi_di ? known.products[i].udi_di->value : "");
    EXPECT_EQ(product.udi_not_applicable, known.products[i].udi_not_applicable);
    EXPECT_THAT(product.problems, testing::IsEmpty());
  }
  EXPECT_EQ(values(notice.harms), values(known.harms));
  EXPECT_EQ(kinds_of_actions(notice), kinds_of_actions(known));
  EXPECT_EQ(notice.guidance_link->value, known.guidance_link->value);
  EXPECT_EQ(notice.guidance_link->where.page, 2);
  EXPECT_EQ(notice.reply_address->value, known.reply_address->value);
  EXPECT_EQ(notice.reply_address->where.page, 4);
  EXPECT_EQ(notice.date_format->value, known.date_format->value);
  EXPECT_EQ(form_of(notice), form_of(known));
  EXPECT_EQ(notice.form.back().label.where.page, 5);
  ASSERT_EQ(notice.contacts.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(notice.contacts[i].address.value, known.contacts[i].address.value);
  expect_honest_places(notice, text);
  expect_nothing_dropped(text, model::SourceFormat::markdown,
                         {"lpp. no 5", "| Ietekm", "rbaudes veidlapa", "Klienta atbildes", "veidlapas aizpild"});
}

}  // namespace
}  // namespace runseal::notice
