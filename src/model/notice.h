// A field safety notice, as read: every value carries where in the source it stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace runseal::model {

// Where a value was found. line and page count from 1; 0 = not known there (a built-in notice has neither).
struct Where {
  int line = 0;
  int page = 0;
  std::string quote;  // the words in the source, at most 200 bytes
};
RUNSEAL_JSON(Where)

template <class T>
struct Found {
  T value{};
  Where where;
};

template <class T>
void to_json(Json& out, const Found<T>& found) {
  out = Json{{"value", found.value}, {"where", found.where}};
}
template <class T>
void from_json(const Json& in, Found<T>& found) {
  in.at("value").get_to(found.value);
  found.where = in.value("where", Where{});
}

enum class NoticeKind { field_safety_notice, recall };
enum class Harm { wrong_results, delayed_results, lost_results, corrupted_files, disclosed_data };
enum class RequiredKind {
  read_guidance,
  settle_protocol,
  return_form,
  disconnect_if_compromised,
  report_adverse_events,
  inform_users,
};
enum class SourceFormat { builtin, markdown, text, pdf };

struct Product {
  Found<std::string> name;                            // trademark signs removed: "NextSeq 550Dx Instrument"
  std::vector<Found<std::string>> catalogue_numbers;  // as printed: "DX-410-1001", "15036706"
  std::optional<Found<std::string>> udi_di;           // 14 digits; only when its check digit is right
  bool udi_not_applicable = false;                    // the notice says that there is none
  std::vector<std::string> problems;                  // for example a UDI-DI whose check digit is wrong
};
RUNSEAL_JSON(Product)

struct RequiredAction {
  RequiredKind kind = RequiredKind::read_guidance;
  Found<std::string> text;
};

enum class FormPart { common, customer, distributor };
enum class FieldKind { text, date, yes_no, yes_no_date, not_applicable };
// What a field asks for, so that it can be answered from the case.
enum class Ask {
  organisation,
  person_name,
  person_title,
  date,
  notice_received,  // received, read and understood
  users_informed,
  guidance_read,
  not_applicable,  // the distributor part does not apply
  customers_identified,
  customers_informed,  // with the date
  other,               // a field that runseal does not know: shown, never answered
};
struct FormField {
  FormPart part = FormPart::common;
  FieldKind kind = FieldKind::text;
  Ask ask = Ask::other;
  Found<std::string> label;
};

struct Contact {
  Found<std::string> name;     // "Technical support"
  Found<std::string> address;  // an e-mail address, a telephone number or a web address
};
RUNSEAL_JSON(Contact)

// A part of the source that runseal did not understand. Listed for the reader, never dropped.
struct Unrecognised {
  Where where;
  std::string text;
};
RUNSEAL_JSON(Unrecognised)

struct Source {
  std::string file_name;
  std::string sha256;  // of the bytes as given; empty for a built-in notice
  SourceFormat format = SourceFormat::builtin;
  std::vector<std::string> earlier;  // SHA-256 of other texts of this letter that were taken in before this one
};

struct Notice {
  std::string id;  // its first reference in normal form ("FSN2024-1562"): the name used everywhere
  std::vector<Found<std::string>> references;
  std::optional<Found<std::string>> publisher;
  std::optional<Found<std::string>> title;
  std::vector<Found<NoticeKind>> kinds;
  std::optional<Found<std::string>> date;      // YYYY-MM-DD
  std::optional<Found<std::string>> language;  // BCP 47: "lv", "en"
  std::vector<Product> products;
  std::vector<Found<Harm>> harms;
  std::vector<RequiredAction> actions;
  std::optional<Found<std::string>> guidance_link;
  std::optional<Found<std::string>> reply_address;
  std::optional<Found<std::string>> date_format;  // as the form asks for it, in the letters D M Y: "DD.MMM.YYYY"
  std::vector<FormField> form;
  std::vector<Contact> contacts;
  std::vector<Unrecognised> unrecognised;
  Source source;
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::NoticeKind, {runseal::model::NoticeKind::field_safety_notice, "field-safety-notice"},
                   {runseal::model::NoticeKind::recall, "recall"});
RUNSEAL_ENUM_NAMES(runseal::model::Harm, {runseal::model::Harm::wrong_results, "wrong-results"},
                   {runseal::model::Harm::delayed_results, "delayed-results"},
                   {runseal::model::Harm::lost_results, "lost-results"},
                   {runseal::model::Harm::corrupted_files, "corrupted-files"},
                   {runseal::model::Harm::disclosed_data, "disclosed-data"});
RUNSEAL_ENUM_NAMES(runseal::model::RequiredKind, {runseal::model::RequiredKind::read_guidance, "read-guidance"},
                   {runseal::model::RequiredKind::settle_protocol, "settle-protocol"},
                   {runseal::model::RequiredKind::return_form, "return-form"},
                   {runseal::model::RequiredKind::disconnect_if_compromised, "disconnect-if-compromised"},
                   {runseal::model::RequiredKind::report_adverse_events, "report-adverse-events"},
                   {runseal::model::RequiredKind::inform_users, "inform-users"});
RUNSEAL_ENUM_NAMES(runseal::model::SourceFormat, {runseal::model::SourceFormat::builtin, "builtin"},
                   {runseal::model::SourceFormat::markdown, "markdown"}, {runseal::model::SourceFormat::text, "text"},
                   {runseal::model::SourceFormat::pdf, "pdf"});
RUNSEAL_ENUM_NAMES(runseal::model::FormPart, {runseal::model::FormPart::common, "common"},
                   {runseal::model::FormPart::customer, "customer"},
                   {runseal::model::FormPart::distributor, "distributor"});
RUNSEAL_ENUM_NAMES(runseal::model::FieldKind, {runseal::model::FieldKind::text, "text"},
                   {runseal::model::FieldKind::date, "date"}, {runseal::model::FieldKind::yes_no, "yes-no"},
                   {runseal::model::FieldKind::yes_no_date, "yes-no-date"},
                   {runseal::model::FieldKind::not_applicable, "not-applicable"});
RUNSEAL_ENUM_NAMES(runseal::model::Ask, {runseal::model::Ask::organisation, "organisation"},
                   {runseal::model::Ask::person_name, "person-name"},
                   {runseal::model::Ask::person_title, "person-title"}, {runseal::model::Ask::date, "date"},
                   {runseal::model::Ask::notice_received, "notice-received"},
                   {runseal::model::Ask::users_informed, "users-informed"},
                   {runseal::model::Ask::guidance_read, "guidance-read"},
                   {runseal::model::Ask::not_applicable, "not-applicable"},
                   {runseal::model::Ask::customers_identified, "customers-identified"},
                   {runseal::model::Ask::customers_informed, "customers-informed"},
                   {runseal::model::Ask::other, "other"});

namespace runseal::model {
// after the names, which they need
RUNSEAL_JSON(RequiredAction)
RUNSEAL_JSON(FormField)
RUNSEAL_JSON(Source)
RUNSEAL_JSON(Notice)
}  // namespace runseal::model
