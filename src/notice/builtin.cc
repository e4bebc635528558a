#include "notice/builtin.h"

namespace runseal::notice {
namespace {

using model::Ask;
using model::FieldKind;
using model::FormPart;
using model::Found;
using model::Harm;
using model::NoticeKind;
using model::RequiredKind;

Found<std::string> value(std::string text) { return {std::move(text), {}}; }

model::Product product(std::string name, const std::vector<std::string>& catalogue_numbers, const std::string& udi_di) {
  model::Product made;
  made.name = value(std::move(name));
  for (const auto& number : catalogue_numbers) made.catalogue_numbers.push_back(value(number));
  if (udi_di.empty())
    made.udi_not_applicable = true;
  else
    made.udi_di = value(udi_di);
  return made;
}

model::FormField field(FormPart part, FieldKind kind, Ask ask, std::string label) {
  return {part, kind, ask, value(std::move(label))};
}

void add_what_it_says(model::Notice& notice) {
  for (const auto harm :
       {Harm::wrong_results, Harm::delayed_results, Harm::lost_results, Harm::corrupted_files, Harm::disclosed_data})
    notice.harms.push_back({harm, {}});
  notice.actions = {
      {RequiredKind::read_guidance, value("Get the manufacturer's cybersecurity guidance and read it.")},
      {RequiredKind::settle_protocol,
       value(
           "For each product on the network: choose with IT the safest protocol that works there, and switch to it.")},
      {RequiredKind::inform_users, value("Tell everyone who works with the products.")},
      {RequiredKind::return_form, value("When all of this is done, send back the verification form.")},
      {RequiredKind::disconnect_if_compromised,
       value("If somebody may have broken in: pull the network cable at once and call technical support.")},
      {RequiredKind::report_adverse_events,
       value("Report an adverse event to the authority of your country (in the USA: FDA MedWatch).")},
  };
}

void add_form(model::Notice& notice) {
  const auto common = FormPart::common;
  const auto customer = FormPart::customer;
  const auto distributor = FormPart::distributor;
  notice.form = {
      field(common, FieldKind::text, Ask::organisation, "Organisation"),
      field(common, FieldKind::text, Ask::person_name, "Name of the person answering"),
      field(common, FieldKind::text, Ask::person_title, "Position"),
      field(common, FieldKind::date, Ask::date, "Date"),
      field(customer, FieldKind::yes_no, Ask::notice_received, "We have FSN2024-1562, have read it and understand it."),
      field(customer, FieldKind::yes_no, Ask::users_informed,
            "Everyone concerned who uses the products has been told."),
      field(customer, FieldKind::yes_no, Ask::guidance_read, "We have the cybersecurity guidance and have read it."),
      field(distributor, FieldKind::not_applicable, Ask::not_applicable, "We are neither distributor nor importer"),
      field(distributor, FieldKind::yes_no, Ask::customers_identified,
            "We know which customers have, or may have, an affected product."),
      field(distributor, FieldKind::yes_no_date, Ask::customers_informed,
            "We have told those customers about this recall."),
  };
}

model::Notice fsn2024_1562() {
  model::Notice notice;
  notice.id = "FSN2024-1562";
  notice.references = {value("FSN2024-1562"), value("M-AMR-01357")};
  notice.publisher = value("Illumina, Inc.");
  notice.title = value("Insecure file transfer between sequencers, servers and customer storage");
  notice.kinds = {{NoticeKind::recall, {}}, {NoticeKind::field_safety_notice, {}}};
  notice.date = value("2024-05-08");
  notice.language = value("lv");
  notice.products = {
      product("MiSeq Dx Instrument", {"DX-410-1001", "15036706"}, "00816270020002"),
      product("NextSeq 550Dx Instrument", {"20005715"}, "00816270020125"),
      product("NovaSeq 6000Dx Instrument", {"20068232"}, "00816270020637"),
      product("Illumina DRAGEN Server for NextSeq 550Dx", {"20086130"}, ""),
      product("Illumina DRAGEN Server v4", {"20051343"}, ""),
      product("VeriSeq Onsite Server v2", {"20047000"}, ""),
  };
  add_what_it_says(notice);
  add_form(notice);
  notice.guidance_link = value("https://support.illumina.com/support-content/cyberguidance.html");
  notice.reply_address = value("techsupport@illumina.com");
  notice.date_format = value("DD.MMM.YYYY");
  notice.contacts = {{value("Technical support"), value("techsupport@illumina.com")},
                     {value("Customer care"), value("customercare@illumina.com")}};
  return notice;
}

}  // namespace

const std::vector<model::Notice>& builtin_notices() {
  static const std::vector<model::Notice> notices{fsn2024_1562()};
  return notices;
}

}  // namespace runseal::notice
