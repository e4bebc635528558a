#include "notice/inventory_columns.h"

#include <utility>

#include "base/text.h"

namespace runseal::notice {
namespace {

using model::Role;

// As bare_word() writes them. docs/formats/notice.md shows the same list to users.
constexpr std::pair<std::string_view, Column> headers[] = {
    {"id", Column::id},
    {"deviceid", Column::id},
    {"iericesid", Column::id},
    {"site", Column::site},
    {"location", Column::site},
    {"laboratory", Column::site},
    {"lab", Column::site},
    {"vieta", Column::site},
    {"atrasanasvieta", Column::site},
    {"laboratorija", Column::site},
    {"name", Column::name},
    {"device", Column::name},
    {"devicename", Column::name},
    {"instrument", Column::name},
    {"product", Column::name},
    {"model", Column::name},
    {"nosaukums", Column::name},
    {"ierice", Column::name},
    {"iericesnosaukums", Column::name},
    {"izstradajums", Column::name},
    {"modelis", Column::name},
    {"manufacturer", Column::manufacturer},
    {"maker", Column::manufacturer},
    {"vendor", Column::manufacturer},
    {"razotajs", Column::manufacturer},
    {"cataloguenumber", Column::catalogue_number},
    {"catalognumber", Column::catalogue_number},
    {"catalogueno", Column::catalogue_number},
    {"catalogno", Column::catalogue_number},
    {"catno", Column::catalogue_number},
    {"cat", Column::catalogue_number},
    {"ref", Column::catalogue_number},
    {"partnumber", Column::catalogue_number},
    {"katalogs", Column::catalogue_number},
    {"kataloganumurs", Column::catalogue_number},
    {"kataloganr", Column::catalogue_number},
    {"udidi", Column::udi_di},
    {"gtin", Column::udi_di},
    {"di", Column::udi_di},
    {"deviceidentifier", Column::udi_di},
    {"iericesidentifikators", Column::udi_di},
    {"udi", Column::udi},
    {"scannedudi", Column::udi},
    {"udiscan", Column::udi},
    {"barcode", Column::udi},
    {"udikods", Column::udi},
    {"skenetsudi", Column::udi},
    {"svitrkods", Column::udi},
    {"serial", Column::serial},
    {"serialnumber", Column::serial},
    {"serialno", Column::serial},
    {"sn", Column::serial},
    {"serijasnumurs", Column::serial},
    {"serijasnr", Column::serial},
    {"role", Column::role},
    {"type", Column::role},
    {"kind", Column::role},
    {"loma", Column::role},
    {"tips", Column::role},
    {"veids", Column::role},
    {"operatingsystem", Column::operating_system},
    {"os", Column::operating_system},
    {"operetajsistema", Column::operating_system},
    {"softwareversion", Column::software_version},
    {"software", Column::software_version},
    {"version", Column::software_version},
    {"programmaturasversija", Column::software_version},
    {"programmatura", Column::software_version},
    {"versija", Column::software_version},
    {"modes", Column::modes},
    {"mode", Column::modes},
    {"rezimi", Column::modes},
    {"rezims", Column::modes},
    {"connections", Column::connections},
    {"connection", Column::connections},
    {"endpoint", Column::connections},
    {"endpoints", Column::connections},
    {"url", Column::connections},
    {"share", Column::connections},
    {"storage", Column::connections},
    {"savienojumi", Column::connections},
    {"savienojums", Column::connections},
    {"kratuve", Column::connections},
    {"tiklakratuve", Column::connections},
    {"adrese", Column::connections},
    {"host", Column::hosts},
    {"hosts", Column::hosts},
    {"hostname", Column::hosts},
    {"computername", Column::hosts},
    {"ip", Column::hosts},
    {"ipaddress", Column::hosts},
    {"networkname", Column::hosts},
    {"datoranosaukums", Column::hosts},
    {"ipadrese", Column::hosts},
    {"tiklanosaukums", Column::hosts},
};

constexpr std::pair<std::string_view, Role> roles[] = {
    {"sequencer", Role::sequencer},
    {"sequencing", Role::sequencer},
    {"instrument", Role::sequencer},
    {"sekvenators", Role::sequencer},
    {"sekvencesanasiekarta", Role::sequencer},
    {"instruments", Role::sequencer},
    {"analysisserver", Role::analysis_server},
    {"server", Role::analysis_server},
    {"analizesserveris", Role::analysis_server},
    {"analizuserveris", Role::analysis_server},
    {"serveris", Role::analysis_server},
    {"storage", Role::storage},
    {"nas", Role::storage},
    {"fileserver", Role::storage},
    {"kratuve", Role::storage},
    {"tiklakratuve", Role::storage},
    {"failuserveris", Role::storage},
    {"computer", Role::computer},
    {"pc", Role::computer},
    {"workstation", Role::computer},
    {"dators", Role::computer},
    {"darbstacija", Role::computer},
    {"other", Role::other},
    {"cits", Role::other},
    {"cita", Role::other},
};

}  // namespace

std::string bare_word(std::string_view text) {
  std::string kept;
  for (const char c : base::fold_case(base::without_marks(text.substr(0, 200))))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  return kept;
}

std::optional<Column> column_named(std::string_view header) {
  const auto word = bare_word(header);
  for (const auto& [name, column] : headers)
    if (name == word) return column;
  return std::nullopt;
}

std::optional<Role> role_named(std::string_view text) {
  const auto word = bare_word(text);
  for (const auto& [name, role] : roles)
    if (name == word) return role;
  return std::nullopt;
}

}  // namespace runseal::notice
