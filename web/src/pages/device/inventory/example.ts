// The columns that an inventory may have, with two rows to copy.
export const example = `Site;Name;Manufacturer;Catalogue number;UDI;Serial;Role;Operating system;Software version;Modes;Connections
Genetics lab;MiSeqDx;Illumina;DX-410-1001;(01)00816270020002(21)M70001;M70001;sequencer;Windows 10;4.1;Dx, RUO;smb://nas01/runs
Server room;DRAGEN Server v4;Illumina;20051343;;D4-0007;analysis server;Linux;4.2;;nfs://nas01/export/runs
`;
