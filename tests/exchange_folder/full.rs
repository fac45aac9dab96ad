//! A folder in which every column of the contract is filled, as an export writes it.

use almoner::exchange::folder::Table;

/// The files; no field holds a comma.
pub const FILES: &[(Table, &str)] = &[
    (
        Table::Practice,
        "name,address1,address2,city,state,zip,phone,npi,tax_id,tax_id_type,taxonomy,billing_note
Elm Clinic,1 Elm St,Suite 2,Salem,OR,97301-1234,(503) 555-0100,1234567893,12-3456789,EIN,207Q00000X,Ask for June
",
    ),
    (
        Table::Providers,
        "provider_id,last_name,first_name,middle_name,suffix,credentials,npi,taxonomy,can_render,can_refer,signature_on_file,signature,other_id_qualifier,other_id
DR-1,Reed,Ann,M,JR,MD,1245319599,207Q00000X,Y,N,Y,Ann Reed MD,G2,A-77
",
    ),
    (
        Table::Facilities,
        "facility_id,name,address1,address2,city,state,zip,npi,place_of_service,other_id_qualifier,other_id
HOSP,Salem Hospital,890 Oak St,Floor 3,Salem,OR,97301,1558598797,21,LU,55
",
    ),
    (
        Table::Payers,
        "payer_id,name,address1,address2,city,state,zip,phone,kind,accept_assignment,timely_filing_days,appeal_days,box29,box32,forms,ndc_layout,dates,phones,zip_hyphen,taxonomy_boxes,forwards_to_secondary,payer_code,billing_id_qualifier,billing_id
PLAN,Plan of Oregon,PO Box 1,Dept 2,Portland,OR,97201,800-555-0101,HMO,N,365,90,PRIOR_PAYER_PAID,ALWAYS,CONTINUED,C,MMDDYYYY,Y,Y,Y,N,12345,G2,B-9
",
    ),
    (
        Table::ProviderIds,
        "provider_id,payer_id,qualifier,id
DR-1,PLAN,G2,4711
HOSP,PLAN,G2,4712
",
    ),
    (
        Table::Patients,
        "patient_id,last_name,first_name,middle_name,suffix,birth_date,sex,address1,address2,city,state,zip,phone,email,guarantor_patient_id,signature_on_file,signature_date,release_of_information,deceased_on,statement_hold,note,language,bad_address,disputes_bill
1,Doe,Jane,Q,III,1940-02-29,F,2 Fir St,Apt 3,Salem,OR,97302,503 555 0102,jane@example.org,2,Y,2026-01-02,Y,2026-10-01,Y,Hard of hearing,ES,Y,Y
2,Łukasz,René,,,1970-07-04,M,2 Fir St,,Salem,OR,97302,,,,N,,N,,N,,EN,N,N
",
    ),
    (
        Table::Coverages,
        "coverage_id,patient_id,rank,payer_id,member_id,group_number,plan_name,relationship,subscriber_last_name,subscriber_first_name,subscriber_middle_name,subscriber_suffix,subscriber_birth_date,subscriber_sex,subscriber_address1,subscriber_address2,subscriber_city,subscriber_state,subscriber_zip,subscriber_phone,subscriber_organization,subscriber_employer,subscriber_retired_on,plan_kind,effective_on,terminated_on,copay,assign_benefits,medigap_id,medicare_secondary_reason
C1,1,1,PLAN,XY-1,G1,Gold,SPOUSE,Łukasz,René,A,SR,1970-07-04,M,2 Fir St,Apt 3,Salem,OR,97302,5035550103,,Acme,2020-01-01,GROUP,2025-01-01,2026-12-31,25.00,Y,99999,12
C2,1,2,PLAN,XY-2,,,OTHER,,,,,,,9 Mill Rd,,Salem,OR,97301,,Acme Mills,,,OTHER,2025-01-01,,0.00,N,,
",
    ),
    (
        Table::Authorizations,
        "authorization_id,patient_id,coverage_id,number,kind,from_on,to_on,units,code
A1,1,C1,PA-1 2,REFERRAL,2026-01-01,2026-12-31,12.5,99213
",
    ),
    (
        Table::Eligibility,
        "coverage_id,checked_on,method,spoke_with,reference_number,active,deductible_left,note
C1,2026-03-01,PHONE,Lou,R-1,Y,250.00,Ask again in June
C1,2026-03-01,PORTAL,,,N,,
",
    ),
    (
        Table::Visits,
        "visit_id,patient_id,rendering_provider_id,billing_note,icd_indicator,property_casualty_claim_number,accident_on,referring_provider_id,referring_qualifier,facility_id,place_of_service,employment,auto_accident,auto_state,other_accident,claim_codes,illness_on,illness_qualifier,other_on,other_qualifier,unable_to_work_from,unable_to_work_to,hospital_from,hospital_to,additional_information,outside_lab,outside_lab_charge,authorization_id,resubmission_code,original_reference,account_number,bill_coverage_id,signed_on,patient_paid,prior_payer_paid,dx_a,dx_b,dx_c,dx_d,dx_e,dx_f,dx_g,dx_h,dx_i,dx_j,dx_k,dx_l
V1,1,DR-1,Call first,0,PC-1,2026-02-28,DR-1,DN,HOSP,21,Y,Y,WA,Y,AA AB,2026-02-27,431,2026-02-26,439,2026-03-01,2026-03-09,2026-03-01,2026-03-04,See notes,Y,35.00,A1,7,ICN-1,ACC-1,C1,2026-03-05,20.00,80.00,E11.9,I10,J45.909,M54.50,R05.9,Z79.4,E78.5,K21.9,F41.1,N39.0,R51.9,Z00.00
",
    ),
    (
        Table::Lines,
        "visit_id,line,from_on,to_on,place_of_service,emergency,code,modifier1,modifier2,modifier3,modifier4,pointers,charge,units,epsdt,family_plan,rendering_provider_id,ndc,ndc_unit,ndc_quantity,supplemental
V1,1,2026-03-02,2026-03-04,23,Y,99213,25,59,76,GT,ABCD,150.00,1.5,AV,Y,DR-1,12345-6789-01,ML,2.125,ZZ free text
V1,3,2026-03-02,,,N,J1885,,,,,L,12.00,1,,N,,,,,
",
    ),
    (
        Table::Fees,
        "schedule,code,modifier,effective_on,fee
Standard,99213,25,2026-01-01,150.00
Standard,99213,,2026-01-01,140.00
",
    ),
    (
        Table::Claims,
        "claim_id,visit_id,coverage_id,status,on_hold,created_on,printed_on,mailed_on,closed_on
1001,V1,C1,closed,Y,2026-03-05,2026-03-06,2026-03-07,2026-09-01
1002,V1,C2,draft,N,2026-09-02,,,
",
    ),
];
